import DialectKit
import Testing

private let card = "4111111111111111"
private let secret = "s3cr3t-value"

@Suite("Redaction")
struct RedactionTests {
    @Test(
        "the value of a secret member is gone, whatever it is and however the name is written",
        arguments: [
            #"{"client_secret":"s3cr3t-value"}"#, #"{"clientSecret" : "s3cr3t-value"}"#,
            #"{"source":{"cvv":"s3cr3t-value","number":"s3cr3t-value"}}"#, #"{"CVV":["s3cr3t-value",{"a":"]"}]}"#,
            #"{"number":{"a":{"b":"s3cr3t-value}"}}}"#, #"{"c\u0076v":"s3cr3t-value"}"#,
            #"{"access_token":"s3cr3t-value","ok":1}"#, #"{"secret":"\"s3cr3t-value"}"#, #"{"password":"s3cr3t-value"#,
            #"{"signature":{"key":"s3cr3t-value"}"#, #"[{"secret":"s3cr3t-value"}]"#, #"{"Api-Key":"s3cr3t-value""#,
        ])
    func members(_ body: String) {
        for type in ["application/json", "application/x-www-form-urlencoded", nil] {
            let kept = Redaction.body(Array(body.utf8), type: type)
            #expect(!kept.contains(secret), "\(kept)")
            #expect(kept.contains(Redaction.mark))
        }
    }

    @Test("what is around a secret stays, and the text stays JSON")
    func around() {
        let body =
            #"{"a":"b","cvv":"123","list":[{"number":42,"x":true},{"pin":null}],"z":{"secret":{"k":[1,2]},"y":1}}"#
        let kept = Redaction.body(Array(body.utf8), type: "application/json")
        #expect(
            kept
                == #"{"a":"b","cvv":"[redacted]","list":[{"number":"[redacted]","x":true},{"pin":"[redacted]"}],"z":{"secret":"[redacted]","y":1}}"#
        )
        #expect((try? JSON.parse(Array(kept.utf8))) != nil)
    }

    @Test(
        "the value of a secret parameter is gone",
        arguments: [
            "client_secret=s3cr3t-value", "a=b&card[cvv]=s3cr3t-value&c=d", "card%5Bnumber%5D=s3cr3t-value",
            "grant_type=authorization_code&code=s3cr3t-value", "refresh_token=s3cr3t-value",
            "client%5Fsecret=s3cr3t-value",
        ])
    func parameters(_ body: String) {
        #expect(!Redaction.body(Array(body.utf8), type: "application/x-www-form-urlencoded").contains(secret))
        #expect(!Redaction.target("/path?\(body)".utf8).contains(secret))
        #expect(!Redaction.headers([("Location", "https://shop.example/?\(body)")])[0].value.contains(secret))
    }

    @Test(
        "a secret header is gone, an idempotency key and what a wire needs otherwise stays",
        arguments: [
            ("Authorization", false), ("authorization", false), ("Proxy-Authorization", false), ("Cookie", false),
            ("Set-Cookie", false), ("client_secret", false), ("client_id", false), ("X-API-Key", false),
            ("Ocp-Apim-Subscription-Key", false), ("X-Session-Token", false), ("Some-Signature", false),
            ("Idempotency-Key", true), ("Cko-Idempotency-Key", true), ("X-Request-Id", true), ("Content-Type", true),
            ("Merchant-Serial-Number", true),
        ])
    func headers(_ name: String, _ stays: Bool) {
        #expect(Redaction.headers([(name, secret)])[0].value == (stays ? secret : Redaction.mark))
    }

    @Test(
        "a card number is gone wherever it stands",
        arguments: [
            #"{"description":"paid with 4111111111111111"}"#, #"{"pan":4111111111111111}"#,
            #"{"note":"4111 1111 1111 1111"}"#, #"{"note":"4111-1111-1111-1111, thanks"}"#, "note=4111+1111+1111+1111",
            "note=4111%201111%201111%201111", "4111111111111111", #"{"broken":"4111111111111111"#,
            #"{4111111111111111"#,
            #"{"note":"12 4111111111111111 34"}"#,
        ])
    func cards(_ body: String) {
        for text in [
            Redaction.body(Array(body.utf8), type: nil), Redaction.target("/\(body)?a=\(body)".utf8),
            Redaction.headers([("X-Note", body)])[0].value,
        ] {
            let digits = text.filter { $0.isNumber }
            #expect(!digits.contains("41111111"), "\(text)")
        }
    }

    @Test("other numbers stay: what fails the check, is too short, or begins as no card does")
    func otherNumbers() {
        let body =
            #"{"a":4111111111111112,"b":123456789012,"at":1763712000123,"t":"2026-11-21T08:34:33.109Z","p":"+47 480 59 528"}"#
        #expect(Redaction.body(Array(body.utf8), type: "application/json") == body)
    }

    @Test("a body that was cut off ends before the digits it was cut in")
    func cutOff() {
        let begin = "{\"note\":\""
        let body = begin + String(repeating: "x", count: WireContent.bodyLimit - begin.count - 10) + card + "\"}"
        let kept = WireContent(headers: [("Content-Type", "application/json")], body: Array(body.utf8)).body
        #expect(kept.utf8.count <= WireContent.bodyLimit)
        #expect(!kept.contains("4111"))
    }

    @Test("a body that is neither JSON nor a form is not kept")
    func otherTypes() {
        let body = Array("--x\r\nContent-Disposition: form-data; name=\"cvv\"\r\n\r\n123\r\n--x--".utf8)
        #expect(
            Redaction.body(body, type: "multipart/form-data; boundary=x") == "[multipart/form-data is not kept]")
        #expect(Redaction.body(Array("<p>".utf8), type: "text/html") == "[text/html is not kept]")
        #expect(Redaction.body([], type: "text/html") == "")
    }

    @Test("no bytes, however broken, stop it, nor take it long")
    func hostile() {
        var random = SeededBytes(seed: 7)
        let alphabet = Array(#"{}[]":,\ 0123456789cvvnumber=&%+-"#.utf8)
        for length in 0..<400 {
            let bytes = random.bytes(length, from: alphabet)
            _ = Redaction.body(bytes, type: "application/json")
            _ = Redaction.body(bytes, type: nil)
            _ = Redaction.target(bytes)
        }
        let took = ContinuousClock().measure {
            for text in ["4 ", "{\"cvv\":", "[", "\"a\":", "&=", "\\\"", "4"] {
                let bytes = Array(String(repeating: text, count: WireContent.bodyLimit / text.utf8.count).utf8)
                _ = Redaction.body(bytes, type: "application/json")
                _ = Redaction.body([UInt8(ascii: "{")] + bytes, type: "application/json")
            }
        }
        #expect(took < .seconds(5))
    }
}
