import DialectKit
import Hummingbird
import HummingbirdTesting
import PaymentCore
import Testing

/// Where a real PSP answers, later: everything is pending until its answer comes.
@Suite("On a connector", .timeLimit(.minutes(1)))
struct ConnectorTests {
    @Test("a payment, its capture and its refund wait for their answers")
    func answers() async throws {
        try await SandboxServer.run(rail: .connector) { server in
            let order = """
                {"source":{"type":"card","number":"4024007181869214","expiry_month":6,"expiry_year":2030},"amount":1000,\
                "currency":"USD","capture":false}
                """
            let response = try await server.post("/payments", Array(order.utf8))
            let made = try JSON.parse(Array(buffer: response.body))
            let payment = try #require(made.object?["id"]?.string)
            #expect(response.status == .accepted && made.object?["status"] == .string("Pending"))
            #expect(made.object?["_links"]?.object?["redirect"] == nil)
            try await server.resolve(payment, .succeeded)
            #expect(try await server.get("/payments/\(payment)").object?["status"] == .string("Authorized"))
            #expect(try await server.post("/payments/\(payment)/captures", []).status == .accepted)
            let pending = try #require(try await server.get("/payments/\(payment)/actions").array?.first?.object)
            #expect(pending["type"] == .string("Capture") && pending["approved"] == .null)
            try await server.resolve(payment, .succeeded)
            #expect(try await server.get("/payments/\(payment)").object?["status"] == .string("Captured"))
            #expect(try await server.post("/payments/\(payment)/refunds", []).status == .accepted)
            try await server.resolve(payment, .failed(.technical))
            let refund = try #require(try await server.get("/payments/\(payment)/actions").array?.first?.object)
            #expect(refund["type"] == .string("Refund") && refund["approved"] == .bool(false))
        }
    }

    @Test("an increment waits too")
    func increment() async throws {
        try await SandboxServer.run(rail: .connector) { server in
            let order = """
                {"source":{"type":"card","number":"4242424242424242","expiry_month":6,"expiry_year":2030},"amount":1000,\
                "currency":"USD","authorization_type":"Estimated"}
                """
            let made = try JSON.parse(Array(buffer: try await server.post("/payments", Array(order.utf8)).body))
            let payment = try #require(made.object?["id"]?.string)
            try await server.resolve(payment, .succeeded)
            let path = "/payments/\(payment)/authorizations"
            let more = try JSON.parse(Array(buffer: try await server.post(path, Array(#"{"amount":5}"#.utf8)).body))
            #expect(more.object?["approved"] == .null && more.object?["amount"] == .number("5"))
            try await server.resolve(payment, .succeeded)
            #expect(try await server.get("/payments/\(payment)").object?["amount"] == .number("1005"))
        }
    }
}
