import PaymentCore
import Testing
import VippsEPayment

@Suite("Signatures of Vipps MobilePay's webhooks")
struct WebhookSignatureTests {
    private static let body = Array(
        #"{"some-unique-content":"ee6e441b-cc4a-46f8-895d-a5af79bcc233/hello-world"}"#.utf8)
    private static let address = CalledAddress("https://webhook.site/e2cee29b-012e-4f1d-8ef4-e95fd74a7a63")
    private static let instant = Instant(milliseconds: 1_680_165_512_000)

    @Test(
        "the recorded vectors of the wire document",
        arguments: [
            (
                "A0+AeKBRG2KRGvnNwJpQlb6IJFk48CKXCIcrLoHncVJKDILsQSxS6NWCccwWm6r6FhGKhiHTBsG2wo/xU6FY/A==",
                "agAiSyogQbDHpeucoNwYz+yAr5nJ+v+zasdkSbqzv+U="
            ),
            (String(repeating: "A", count: 86) + "==", "u4zz3dyO3c3xJwl36rPpn1n7WF75u6r2epjH70MZTGM="),
        ])
    func recorded(_ secret: String, _ signature: String) {
        let signed = WebhookSignature(
            SigningSecret(text: secret), for: Self.address, Self.body, at: Self.instant)
        #expect(signed.date == "Thu, 30 Mar 2023 08:38:32 GMT")
        #expect(signed.contentHash == "lNlsp1XA03N34HrQsVzPgJKtC+r7l/RBF4V3JQUWMj4=")
        #expect(
            signed.authorization
                == "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=\(signature)")
    }

    @Test(
        "an address is signed as it is called",
        arguments: [
            ("https://example.com", "example.com", "/"), ("https://example.com/", "example.com", "/"),
            ("https://example.com:443/a", "example.com", "/a"), ("http://example.com:80/a", "example.com", "/a"),
            ("https://example.com:80/a", "example.com:80", "/a"),
            ("https://example.com:8443/a?b=c#d", "example.com:8443", "/a?b=c"),
            ("https://example.com?b=c", "example.com", "/?b=c"), ("http://[::1]:8080/a", "[::1]:8080", "/a"),
            ("https://user:pass@example.com/a", "example.com", "/a"),
        ])
    func called(_ url: String, _ authority: String, _ path: String) {
        let address = CalledAddress(url)
        #expect(address.authority == authority)
        #expect(address.pathAndQuery == path)
    }

    @Test("a fresh secret is 64 bytes in base 64, and another each time")
    func fresh() {
        let secrets = (0..<8).map { _ in SigningSecret.fresh().text }
        #expect(Set(secrets).count == 8)
        #expect(secrets.allSatisfy { $0.utf8.count == 88 && $0.hasSuffix("==") })
    }
}
