import DialectKit
import Testing

@Suite("Multipart bodies", .timeLimit(.minutes(1)))
struct MultipartBodyTests {
    static let body = """
        preamble\r\n--b\r\nContent-Disposition: form-data; name="amount[value]"\r\n\r\n10.00\r\n--b\r\n\
        content-disposition:form-data;name=amount[currency]\r\nContent-Type: text/plain\r\n\r\nEUR\r\n--b  \r\n\
        Content-Disposition: form-data; filename="x; name=evil" name=worse; name="file"; name=late\r\n\r\nline 1\r\n--bx\r\n--\r\nÅse\r\n\r\n--b\r\n\
        Content-Disposition: form-data; name="empty"\r\n\r\n\r\n--b--\r\nepilogue
        """
    static let fields: JSONObject = [
        "amount": .object(["value": .string("10.00"), "currency": .string("EUR")]),
        "file": .string("line 1\r\n--bx\r\n--\r\nÅse\r\n"),
        "empty": .string(""),
    ]

    @Test("parts become fields: nested names, files as text, preamble and epilogue skipped")
    func fields() throws {
        #expect(try MultipartBody.parse(Array(Self.body.utf8), boundary: "b") == Self.fields)
    }

    @Test("a part with an empty name is skipped")
    func emptyName() throws {
        let body = "--b\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n1\r\n--b--"
        #expect(try MultipartBody.parse(Array(body.utf8), boundary: "b").isEmpty)
    }

    @Test("lines that end in LF alone are read too")
    func lineFeeds() throws {
        let body =
            "--b\nContent-Disposition: form-data; name=a\n\nx\n--b\nContent-Disposition: form-data; name=c\n\n--b--"
        #expect(try MultipartBody.parse(Array(body.utf8), boundary: "b") == ["a": .string("x"), "c": .string("")])
    }

    @Test(
        "a quoted name is unescaped",
        arguments: [
            (#""a\"b""#, #"a"b"#), (#""a\\b""#, #"a\b"#), (#""a\b""#, #"a\b"#), (#""a;b=c""#, "a;b=c"),
            ("a=b ; x=y", "a=b"), (#""å b""#, "å b"),
        ])
    func quotedNames(_ spelling: String, _ name: String) throws {
        let body = "--b\r\nContent-Disposition: form-data; name=\(spelling)\r\n\r\n1\r\n--b--"
        #expect(try MultipartBody.parse(Array(body.utf8), boundary: "b") == [name: .string("1")])
    }

    @Test(
        "what cannot be read is refused",
        arguments: [
            ("", .unterminated), ("x", .unterminated), ("--b", .unterminated),
            ("--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1", .unterminated),
            ("--b\r\nContent-Type: text/plain\r\n\r\n1\r\n--b--", .malformedPart(at: 5)),
            ("--b\r\n--b--", .malformedPart(at: 5)),
            ("--b\r\nContent-Disposition: form-data; name=a\r\n--b--", .malformedPart(at: 5)),
            ("--b\r\nContent-Disposition: form-data; filename=a\r\n\r\n1\r\n--b--", .malformedPart(at: 5)),
            (
                "--b\r\nContent-Disposition: form-data; name=a\(String(repeating: "[b]", count: 17))\r\n\r\n1\r\n--b--",
                .tooDeep
            ),
        ] as [(String, FormError)])
    func refusals(_ body: String, _ error: FormError) {
        #expect(throws: error) { try MultipartBody.parse(Array(body.utf8), boundary: "b") }
    }

    @Test("a part that is not UTF-8 is refused")
    func notUTF8() {
        let head = Array("--b\r\nContent-Disposition: form-data; name=a\r\n\r\n".utf8)
        #expect(throws: FormError.notUTF8(at: 5)) {
            try MultipartBody.parse(head + [0xFF] + Array("\r\n--b--".utf8), boundary: "b")
        }
    }

    @Test("every truncation before the closing delimiter is refused")
    func truncations() throws {
        let closing = Array(Self.body.utf8).count - "\r\nepilogue".utf8.count
        #expect(try MultipartBody.parse(Array(Self.body.utf8.prefix(closing)), boundary: "b") == Self.fields)
        for length in 0..<closing {
            #expect(throws: FormError.unterminated) {
                try MultipartBody.parse(Array(Self.body.utf8.prefix(length)), boundary: "b")
            }
        }
    }

    @Test("parts are read to their limit, and one more is refused")
    func partLimit() throws {
        func body(_ count: Int) -> [UInt8] {
            let part = "--b\r\nContent-Disposition: form-data; name=\"a[]\"\r\n\r\n1\r\n"
            return Array((String(repeating: part, count: count) + "--b--").utf8)
        }
        #expect(
            try MultipartBody.parse(body(MultipartBody.partLimit), boundary: "b")["a"]?.array?.count
                == MultipartBody.partLimit)
        #expect(throws: FormError.tooManyParts) {
            try MultipartBody.parse(body(MultipartBody.partLimit + 1), boundary: "b")
        }
    }

    @Test("damaged bodies and odd boundaries never trap", arguments: SeededBytes.seeds(3))
    func randomBytes(_ seed: UInt64) throws {
        var random = SeededBytes(seed: seed)
        var acceptedCount = 0
        for round in 0..<1_000 {
            let bytes =
                round.isMultiple(of: 2)
                ? random.damaged(Array(Self.body.utf8)) : random.bytes(round % 60, from: Array("--b\r\n:;= \"".utf8))
            for boundary in ["b", "", "\n"] {
                guard let form = try? MultipartBody.parse(bytes, boundary: boundary) else { continue }
                acceptedCount += 1
                #expect(try JSON.parse(JSON.object(form).encoded()) == .object(form), "seed \(seed), round \(round)")
            }
        }
        #expect(acceptedCount > 50, "seed \(seed): the damage must leave some bodies readable")
    }

    @Test(
        "the boundary is found in the content type",
        arguments: [
            ("multipart/form-data; boundary=----WebKitFormBoundary7MA4", "----WebKitFormBoundary7MA4"),
            ("Multipart/Form-Data;BOUNDARY=\"a b;c\"", "a b;c"),
            ("multipart/form-data; charset=utf-8; boundary=x=y ", "x=y"), ("multipart/form-data", nil),
            ("multipart/form-data; boundary=", nil),
            ("multipart/mixed; boundary=b", nil), ("application/json", nil), ("", nil),
            ("multipart/form-data; boundary=\"", nil),
            ("multipart/form-data; boundary=" + String(repeating: "b", count: 71), nil),
        ])
    func boundaries(_ contentType: String, _ boundary: String?) {
        #expect(MultipartBody.boundary(inContentType: contentType) == boundary)
    }
}
