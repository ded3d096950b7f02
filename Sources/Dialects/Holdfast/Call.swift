import DialectKit
import Hummingbird
import PaymentCore

/// One request of a merchant, with its body read.
struct Call {
    let grant: Grant
    let request: ReceivedRequest
    let body: Body
    private let fingerprints: FingerprintKey

    /// Remembered by the merchant's clock.
    private static let retention = Interval.days(30)

    init(_ request: ReceivedRequest, _ holdfast: Holdfast, example: String) throws(Problem) {
        grant = try holdfast.merchant(request)
        self.request = request
        body = try Body(request, example: example)
        fingerprints = holdfast.fingerprints
    }

    /// Where this API's payments, idempotency keys and references live.
    static func account(of merchant: Grant) -> AccountID { merchant.account("payments", on: Holdfast.wire) }

    /// What the `Idempotency-Key` header names. Nil without the header.
    func key() throws(Problem) -> IdempotencyKey? {
        guard let value = request.headers[.idempotencyKey] else { return nil }
        guard (1...255).contains(value.utf8.count), value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .malformed("An Idempotency-Key has 1 to 255 printable ASCII characters", field: "Idempotency-Key")
        }
        return IdempotencyKey(
            claim: Claim(account: Self.account(of: grant), namespace: "idempotency", value: value),
            fingerprint: fingerprints.fingerprint(
                of: "\(request.method.rawValue) \(request.path)", body.members),
            retention: Self.retention, keepsRefusals: true)
    }
}
