import DialectKit
import Hummingbird
import HummingbirdTesting
import PaymentCore
import Testing

@Suite("Cards", .timeLimit(.minutes(1)))
struct CardTests {
    @Test(
        "a number names its scheme",
        arguments: [
            ("4242424242424242", "Visa"), ("5436031030606378", "Mastercard"), ("2223000010479399", "Mastercard"),
            ("378282246310005", "American Express"), ("30123456789019", "Diners Club International"),
            ("6011111111111117", "Discover"), ("3530111333300000", "JCB"),
        ])
    func scheme(_ number: String, _ word: String) async throws {
        try await SandboxServer.run { server in
            let paid = try await server.pay(number)
            #expect(paid.object?["source"]?.object?["scheme"]?.string == word)
        }
    }

    @Test("the same card has the same fingerprint, another card another")
    func fingerprint() async throws {
        try await SandboxServer.run { server in
            let prints = try await [
                server.pay("4242424242424242"), server.pay("4242424242424242"), server.pay("4543474002249996"),
            ].map { $0.object?["source"]?.object?["fingerprint"]?.string }
            #expect(prints[0] == prints[1] && prints[0] != prints[2])
            #expect(prints[0]?.count == 64)
        }
    }

    @Test("a card is good until the end of its month")
    func expiry() async throws {
        try await SandboxServer.run { server in
            // 2026-01-05T08:00:00Z, and 26 days and 16 hours later it is February.
            #expect(
                try await server.pay("4242424242424242", expiring: "1", "2026").object?["status"]?.string
                    == "Authorized")
            try await server.wait(.hours(26 * 24 + 16))
            let expired = try await server.pay("4242424242424242", expiring: "1", "2026")
            #expect(expired.object?["error_codes"]?.array == [.string("card_expired")])
        }
    }
}

extension SandboxServer {
    func pay(_ number: String, expiring month: String = "6", _ year: String = "2030") async throws -> JSON {
        let body = """
            {"source":{"type":"card","number":"\(number)","expiry_month":\(month),"expiry_year":\(year)},\
            "amount":10,"currency":"USD","capture":false}
            """
        let response = try await client.executeRequest(
            uri: "/payments", method: .post, headers: [.authorization: "sk_sbox_holdfastdemomerchantsandbox"],
            body: ByteBuffer(string: body))
        return try JSON.parse(Array(buffer: response.body))
    }
}
