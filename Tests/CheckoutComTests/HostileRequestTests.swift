import DialectKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import PaymentCore
import TestWorld
import Testing

/// What no client should send: an answer of the wire's own, and a server that goes on.
@Suite("Hostile requests", .timeLimit(.minutes(2)))
struct HostileRequestTests {
    private static let card = #"{"type":"card","number":"4242424242424242","expiry_month":6,"expiry_year":2030}"#

    /// A request that has a member of every kind.
    private static let bodies: [(path: String, body: String)] = [
        (
            "/payments",
            """
            {"source":{"type":"card","number":"4242424242424242","expiry_month":6,"expiry_year":2030,"cvv":"100",\
            "name":"A","billing_address":{"address_line1":"S","city":"L","zip":"1","state":"X","country":"GB"},\
            "phone":{"number":"1"}},"amount":10,"currency":"USD","payment_type":"Regular","reference":"R",\
            "description":"D","authorization_type":"Final","capture":false,"capture_on":"2030-01-01T00:00:00Z",\
            "customer":{"email":"a@b.c","name":"N","id":"cus_aaaaaaaaaaaaaaaaaaaaaaaaaa"},\
            "billing_descriptor":{"name":"S","city":"L"},"shipping":{"address":{"country":"GB"}},\
            "3ds":{"enabled":true,"attempt_n3d":true,"cryptogram":"x","eci":"05","xid":"x","version":"2"},\
            "partial_authorization":{"enabled":true},"success_url":"https://a.b/","failure_url":"https://a.b/",\
            "payment_ip":"1.2.3.4","items":[{"name":"x"}],"metadata":{"a":1}}
            """
        ),
        (
            "/payments",
            #"{"source":{"type":"token","token":"tok_aaaaaaaaaaaaaaaaaaaaaaaaaa"},"amount":1,"currency":"USD"}"#
        ),
        ("/payments", #"{"source":{"type":"id","id":"src_aaaaaaaaaaaaaaaaaaaaaaaaaa"},"amount":1,"currency":"USD"}"#),
        ("/payments", #"{"source":{"type":"customer","id":"cus_aaaaaaaaaaaaaaaaaaaaaaaaaa"},"currency":"USD"}"#),
        ("/instruments", card),
        ("/customers", #"{"email":"a@b.c","name":"N","phone":{},"metadata":{"a":"b"},"default":"src_x"}"#),
        (
            "/workflows",
            """
            {"name":"N","active":true,"conditions":[{"type":"event","events":{"gateway":["x"]}}],"actions":\
            [{"type":"webhook","url":"https://a.b/","headers":{"A":"b"},"signature":{"method":"HMACSHA256","key":"k"}}]}
            """
        ),
        ("/workflows/events/reflow", #"{"events":["x"],"subjects":["y"],"workflows":["z"]}"#),
    ]

    private static let values: [JSON] = [
        .null, .bool(true), .number("-1"), .number("0"), .number("1e400"), .number("99999999999999999999"),
        .number("9223372036854775807"), .number("1.5"), .string(""), .string("x"), .string("\u{0}\r\n"),
        .string("-9223372036854775808"), .string("🧾é\u{301}"), .string(String(repeating: "9", count: 5_000)),
        .array([]), .array([.null, .array([])]), .object([:]), .object(["": .object(["x": .null])]),
    ]

    @Test("whatever a member is, the answer is the wire's own")
    func members() async throws {
        try await SandboxServer.run { server in
            for (path, body) in Self.bodies {
                let whole = try JSON.parse(body.utf8)
                for hostile in Self.variants(of: whole) {
                    let response = try await server.post(path, hostile.encoded())
                    #expect(
                        [200, 201, 202, 404, 422].contains(response.status.code),
                        "\(path) \(String(decoding: hostile.encoded(), as: UTF8.self)): \(response.status)")
                }
            }
        }
    }

    @Test("whatever a member of an action is, the payment stands as it did or moved as it was told")
    func actions() async throws {
        try await SandboxServer.run { server in
            let order = #"{"source":\#(Self.card),"amount":1000,"currency":"USD","capture":false}"#
            let made = try JSON.parse(Array(buffer: try await server.post("/payments", Array(order.utf8)).body))
            let payment = try #require(made.object?["id"]?.string)
            let body = try JSON.parse(
                #"{"amount":1001,"currency":"USD","reference":"R","metadata":{},"capture_type":"NonFinal"}"#.utf8)
            for action in ["captures", "voids", "refunds", "authorizations", "cancellations"] {
                for hostile in Self.variants(of: body, replacing: ["reference", "metadata", "capture_type"]) {
                    let response = try await server.post("/payments/\(payment)/\(action)", hostile.encoded())
                    #expect([403, 422].contains(response.status.code), "\(action): \(response.status)")
                }
            }
        }
    }

    @Test("whatever a query asks for, a list is answered or refused")
    func queries() async throws {
        try await SandboxServer.run { server in
            for name in ["limit", "skip", "reference", "payment_id"] {
                for value in ["-1", "0", "99999999999999999999", "9223372036854775807", "x", "%00", "%ff", "[]", ""] {
                    for (path, key) in [("payments", SandboxServer.nas), ("events", SandboxServer.classic)] {
                        let response = try await server.client.executeRequest(
                            uri: "/\(path)?\(name)=\(value)", method: .get, headers: [.authorization: key], body: nil)
                        #expect([200, 204, 400, 422].contains(response.status.code), "\(path) \(name)=\(value)")
                    }
                }
            }
        }
    }

    /// The document with one member, at any depth, replaced by each hostile value in turn.
    private static func variants(of json: JSON, replacing names: Set<String>? = nil) -> [JSON] {
        guard let object = json.object else { return values }
        var found: [JSON] = []
        for member in object.members where names?.contains(member.name) ?? true {
            var others = values
            if let element = member.value.array?.first { others += variants(of: element).map { JSON.array([$0]) } }
            if member.value.object != nil { others += variants(of: member.value) }
            for value in others {
                var changed = object
                changed.set(member.name, to: value)
                found.append(.object(changed))
            }
        }
        return found
    }
}

extension SandboxServer {
    static let nas = "sk_sbox_holdfastdemomerchantsandbox"
    static let classic = "sk_test_00000000-0000-4000-8000-000000000001"

    func post(_ path: String, _ body: [UInt8], key: String = nas) async throws -> TestResponse {
        try await client.executeRequest(
            uri: path, method: .post, headers: [.authorization: key], body: ByteBuffer(bytes: body))
    }

    func get(_ path: String, key: String = nas) async throws -> JSON {
        let response = try await client.executeRequest(
            uri: path, method: .get, headers: [.authorization: key], body: nil)
        return try JSON.parse(Array(buffer: response.body))
    }
}
