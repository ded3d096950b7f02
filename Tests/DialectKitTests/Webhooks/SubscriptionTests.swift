import DialectKit
import PaymentCore
import Testing

@Suite("Webhook subscriptions")
struct SubscriptionTests {
    private static let birth = Instant(milliseconds: 1_000_000)

    private static var fresh: Subscription {
        Subscription(
            id: SubscriptionID(high: 1, low: 2), merchant: MerchantID(high: 3, low: 4), wire: WireName("some"),
            account: AccountID(high: 5, low: 6), url: "https://shop.example/hook", details: [1, 2, 3], secret: "first",
            createdAt: birth)
    }

    @Test("it is stored and read back whole, whatever happened to it")
    func canonical() throws {
        var rotated = Self.fresh
        rotated.rotate(to: "second", at: Self.birth, overlap: .hours(24))
        var failing = rotated
        failing.noteFailure(at: Self.birth + .hours(1))
        var disabled = failing
        disabled.disable(because: "it failed", at: Self.birth + .days(3))
        var removed = Self.fresh
        removed.remove(at: Self.birth)
        for subscription in [Self.fresh, rotated, failing, disabled, removed] {
            let bytes = subscription.canonicalBytes
            #expect(try Subscription(canonicalBytes: bytes) == subscription)
            for length in 0..<bytes.count {
                #expect(throws: CorruptRecord.self) { try Subscription(canonicalBytes: Array(bytes.prefix(length))) }
            }
        }
    }

    @Test("both secrets sign during the overlap, the newest first; at its end the old one does no more")
    func overlap() {
        var subscription = Self.fresh
        #expect(subscription.signingSecrets(at: Self.birth) == ["first"])
        subscription.rotate(to: "second", at: Self.birth, overlap: .hours(1))
        let end = Self.birth + .hours(1)
        #expect(subscription.signingSecrets(at: Self.birth) == ["second", "first"])
        #expect(subscription.signingSecrets(at: Instant(milliseconds: end.milliseconds - 1)) == ["second", "first"])
        #expect(subscription.signingSecrets(at: end) == ["second"])
        subscription.rotate(to: "third", at: Self.birth, overlap: .zero)
        #expect(subscription.signingSecrets(at: Self.birth) == ["third"])
    }

    @Test("failures are counted in a row from the first; a success or being enabled ends the row")
    func failures() {
        var subscription = Self.fresh
        for minute in 1...3 { subscription.noteFailure(at: Self.birth + .minutes(Int64(minute))) }
        #expect(subscription.failing?.attempts == 3)
        #expect(subscription.failing?.since == Self.birth + .minutes(1))
        subscription.noteSuccess()
        #expect(subscription.failing == nil)
        subscription.noteFailure(at: Self.birth)
        subscription.disable(because: "it failed", at: Self.birth)
        #expect(!subscription.isEnabled)
        subscription.enable()
        #expect(subscription.isEnabled && subscription.failing == nil)
    }

    @Test(
        "patience ends with time, or with attempts that span long enough",
        arguments: [
            (1, Interval.days(3), true), (1, Interval(milliseconds: Interval.days(3).milliseconds - 1), false),
            (20, .hours(1), true), (20, .minutes(59), false), (19, .hours(1), false), (500, .minutes(1), false),
        ])
    func patience(_ attempts: Int, _ length: Interval, _ isOver: Bool) {
        var subscription = Self.fresh
        for _ in 0..<attempts { subscription.noteFailure(at: Self.birth) }
        let patience = Patience(attempts: 20, spanning: .hours(1), time: .days(3))
        #expect(subscription.failing.map { patience.isExhausted(by: $0, at: Self.birth + length) } == isOver)
    }

    @Test("a signature is the HMAC-SHA256 of the bytes under the secret, in lowercase hex")
    func signature() {
        // The test vector of wire/mollie.md §10.2.
        let body =
            #"{"resource":"event","id":"event_GvJ8WHrp5isUdRub9CJyH","type":"capture.succeeded","#
            + #""entityId":"cpt_vytxeTZskVKR7C7WgdSP3d","createdAt":"2026-08-22T10:01:05+00:00"}"#
        #expect(
            SigningSecret.signature(of: Array(body.utf8), by: "VpQ3WukU6uSCGQ8TPTD3WPDpac3GyNEj")
                == "eb4f701737681460b412e9db79faa6e22b75e44e614ac7114c813ca467cf95c2")
    }

    @Test("fresh secrets are long, plain, and never the same")
    func fresh() {
        let secrets = (0..<100).map { _ in SigningSecret.random() }
        #expect(Set(secrets).count == 100)
        #expect(
            secrets.allSatisfy { $0.utf8.count == 32 && $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } })
    }
}
