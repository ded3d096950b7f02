import CheckoutCom
import DialectKit
import Engine
import Hummingbird
import HummingbirdTesting
import PaymentCore
import TestWorld
import Testing

@Suite("Kept customers", .timeLimit(.minutes(1)))
struct KeptCustomerTests {
    private enum Kind {}

    @Test("a customer from before instruments were listed has their default one")
    func withoutList() async throws {
        try await SandboxServer.run { server in
            let made = try await server.post(
                "/instruments",
                Array(
                    #"{"type":"card","number":"4242424242424242","expiry_month":6,"expiry_year":2030}"#.utf8))
            let name = try #require(JSON.parse(Array(buffer: made.body)).object?["id"]?.string)
            let instrument = try #require(Base32.read(name.dropFirst(4)))
            var writer = CanonicalWriter()
            writer.value(Identifier<Kind>(high: 0, low: 0))
            writer.texts(["a@b.c", "A"])
            writer.optional(Identifier<Kind>(high: instrument.hi, low: instrument.lo))
            for _ in ["phone", "metadata"] { writer.bool(false) }
            let kind = DocumentCollection(merchant: Shop.merchant, wire: CheckoutCom.wire, kind: "customer nas")
            let key = DocumentKey(kind, Identifier<Kind>(high: 0, low: 0).canonicalBytes)
            try await server.engine.write([.put(Document(key: key, bytes: writer.bytes))])
            let told = try await server.get("/customers/cus_\(String(repeating: "a", count: 26))").object
            #expect(told?["default"]?.string == name && told?["name"]?.string == "A")
            #expect(told?["instruments"]?.array?.map { $0.object?["id"]?.string } == [name])
        }
    }
}
