import DialectKit
import Foundation
import Testing

/// What no client should send: the wire's own error, nothing written, no crash.
@Suite("Hostile input", .timeLimit(.minutes(2)))
struct HostileInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        var type: String? = "application/json"
        let status: Int
        var field: String?
        var testDescription: String { name }

        init(_ name: String, _ text: String, type: String? = "application/json", _ status: Int, field: String? = nil) {
            self.init(name, bytes: Array(text.utf8), type: type, status, field: field)
        }

        init(_ name: String, bytes: [UInt8], type: String? = "application/json", _ status: Int, field: String? = nil) {
            self.name = name
            self.bytes = bytes
            self.type = type
            self.status = status
            self.field = field
        }
    }

    static let cases: [Case] = [
        Case("1 MiB and a byte", bytes: [UInt8](repeating: 0x20, count: 1_048_577), 413),
        Case("1 MiB of blanks", bytes: [UInt8](repeating: 0x20, count: 1_048_576), 400),
        Case("nested a hundred thousand deep", String(repeating: "[", count: 100_000), 400),
        Case("invalid UTF-8", bytes: Array(#"{"description":""#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8), 400),
        Case("a lone surrogate", #"{"description":"\ud800"}"#, 400),
        Case("cut off", #"{"amount":{"currency":"EUR""#, 400),
        Case("a list", "[]", 400),
        Case("XML", "<amount/>", type: "application/xml", 415),
        Case("no type at all", #"{"amount":{}}"#, type: nil, 415),
        Case("a multipart type without a boundary", "x", type: "multipart/form-data", 400),
        Case("one decimal", #"{"amount":{"currency":"EUR","value":"16.1"}}"#, 422, field: "amount.value"),
        Case("no decimals", #"{"amount":{"currency":"EUR","value":"16"}}"#, 422, field: "amount.value"),
        Case("a number", #"{"amount":{"currency":"EUR","value":16.10}}"#, 422, field: "amount.value"),
        Case("a thousands separator", #"{"amount":{"currency":"EUR","value":"1,000.00"}}"#, 422, field: "amount.value"),
        Case("below zero", #"{"amount":{"currency":"EUR","value":"-1.00"}}"#, 422, field: "amount.value"),
        Case("an exponent", #"{"amount":{"currency":"EUR","value":"1e2"}}"#, 422, field: "amount.value"),
        Case("zero", #"{"amount":{"currency":"EUR","value":"0.00"}}"#, 422, field: "amount"),
        Case(
            "more than exists", #"{"amount":{"currency":"EUR","value":"99999999999999999999999.00"}}"#, 422,
            field: "amount"),
        Case("an unknown currency", #"{"amount":{"currency":"XYZ","value":"1.00"}}"#, 422, field: "amount.currency"),
        Case("another currency", #"{"amount":{"currency":"USD","value":"1.00"}}"#, 422, field: "amount.currency"),
        Case("no currency", #"{"amount":{"value":"1.00"}}"#, 422, field: "amount.currency"),
        Case("no value", #"{"amount":{"currency":"EUR"}}"#, 422, field: "amount.value"),
        Case("an unknown member", #"{"amonut":{}}"#, 422, field: "amonut"),
        Case(
            "an unknown member of the amount", #"{"amount":{"currency":"EUR","value":"1.00","cents":1}}"#, 422,
            field: "amount.cents"),
        Case("testmode with an API key", #"{"testmode":true}"#, 422, field: "testmode"),
        Case("too much metadata", #"{"metadata":"\#(String(repeating: "m", count: 1_100))"}"#, 422, field: "metadata"),
        Case(
            "a description of 256", #"{"description":"\#(String(repeating: "d", count: 256))"}"#, 422,
            field: "description"),
        Case("a description that is none", #"{"description":{"a":1}}"#, 422, field: "description"),
    ]

    @Test("each gets Mollie's own error that names the field, and nothing is written")
    func captureBodies() async throws {
        let server = try ServerProcess()
        let shop = Shop(address: server.address)
        let payment = try await shop.authorize("100.00")
        for one in Self.cases {
            let reply = try await shop.send(
                "POST", "/v2/payments/\(payment)/captures", bytes: one.bytes, type: one.type)
            #expect(reply.status == one.status, "\(one.name): \(reply.text)")
            #expect(reply.headers["content-type"] == "application/hal+json", "\(one.name)")
            #expect(reply.json.object?["status"]?.int == Int64(one.status), "\(one.name)")
            #expect(reply.member("field") == one.field, "\(one.name): \(reply.text)")
        }
        #expect(try await shop.captures(payment).isEmpty)
        #expect(server.isRunning)
        #expect(try await shop.capture(payment, nil).status == 201)
        #expect(server.stop() == 0)
        #expect(try server.audit().status == 0)
    }

    @Test("missing, malformed and foreign credentials get 401, whatever they ask for")
    func credentials() async throws {
        let server = try ServerProcess()
        var shop = Shop(address: server.address)
        let payment = try await shop.authorize("100.00")
        for key in [
            "", "test_deliberately_invalid_key", "hf_test_holdfastdemomerchant0000000001",
            String(repeating: "x", count: 4_000),
        ] {
            shop.key = key
            for path in ["/v2/payments", "/v2/payments/\(payment)", "/v2/payments/\(payment)/captures"] {
                let reply = try await shop.send("GET", path)
                #expect(reply.status == 401, "\(key) \(path)")
                #expect(reply.member("title") == "Unauthorized Request")
            }
        }
    }

    @Test("test and live never see each other's payments")
    func modes() async throws {
        let server = try ServerProcess()
        var shop = Shop(address: server.address)
        let payment = try await shop.authorize("100.00")
        shop.key = "live_holdfastdemomerchant00000000001"
        let read = try await shop.send("GET", "/v2/payments/\(payment)")
        #expect(read.status == 404)
        #expect(
            read.member("detail")
                == "Payment \(payment) exists, but the wrong mode is used. Try switching live / test API keys.")
        #expect(try await shop.capture(payment, "1.00").status == 404)
        #expect(try await shop.send("GET", "/v2/payments").json.object?["count"]?.int == 0)
    }

    @Test("a foreign host name is turned away, so that no web page reaches the demo merchant by rebinding its name")
    func hostNames() async throws {
        let server = try ServerProcess(arguments: ["--allow-host", "holdfast.test"])
        let shop = Shop(address: server.address)
        for (host, status) in [
            ("evil.example", 421), ("127.0.0.1.evil.example", 421), ("localhost", 200), ("holdfast.test:8080", 200),
        ] {
            #expect(try await shop.send("GET", "/v2/payments", headers: ["Host": host]).status == status, "\(host)")
        }
    }

    @Test("random bytes on every endpoint never bring the server down")
    func randomBytes() async throws {
        let server = try ServerProcess()
        let shop = Shop(address: server.address)
        let payment = try await shop.authorize("100.00")
        var state: UInt64 = 7
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        let types = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
        for _ in 0..<300 {
            let bytes = (0..<Int(next() % 200)).map { _ in UInt8(truncatingIfNeeded: next()) }
            let path = [
                "/v2/payments", "/v2/payments/\(payment)/captures", "/v2/payments/\(payment)/release-authorization?x=%",
            ]
            let reply = try await shop.send(
                "POST", path[Int(next() % 2)], bytes: bytes, type: types[Int(next() % 3)])
            #expect(reply.status < 500)
        }
        #expect(server.stop() == 0)
        #expect(try server.audit().status == 0)
    }
}
