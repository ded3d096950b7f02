import DialectKit
import HTTPTypes
import PaymentCore
import VippsAccess

/// One authenticated request of a sale unit, its body decoded. Source of the order of checks: wire/vipps.md §2.3.
struct Call {
    let grant: Grant
    let unit: SaleUnit
    /// What the path names: a payment's reference.
    let name: String
    let origin: String
    let parameters: JSONObject
    /// `Idempotency-Key`, at most 50 characters.
    let key: String?
    private let fingerprints: FingerprintKey

    init(_ request: ReceivedRequest, _ name: String, _ caller: Caller, _ access: VippsAccess) throws(Problem) {
        guard let unit = caller.unit else {
            throw .invalid("Merchant-Serial-Number", "The header is required.")
        }
        grant = caller.grant
        self.unit = unit
        self.name = name
        origin = request.origin
        fingerprints = access.fingerprints
        key = try Self.key(request)
        parameters = request.method == .get ? JSONObject() : try Self.decode(request.body)
    }

    var account: AccountID { unit.account(of: grant) }
    var scope: Submission.Scope { .account(account, of: grant.merchant) }

    /// A key's scope is the sale unit, the operation and the reference; it stands for the payment's life. Deterministic
    /// refusals are kept, what the bank failed is not. Source: wire/vipps.md §2.13 and seeds-first.md.
    func idempotencyKey(_ operation: String, keepsRefusals: Bool = true) -> IdempotencyKey? {
        key.map { value in
            IdempotencyKey(
                claim: Claim(account: account, namespace: "\(operation) \(name)", value: value),
                fingerprint: fingerprints.fingerprint(of: operation, parameters), retention: nil,
                keepsRefusals: keepsRefusals, keepsFailures: false)
        }
    }

    func requiredKey() throws(Problem) {
        guard key != nil else { throw .invalid("Idempotency-Key", "The header is required.") }
    }

    private static func key(_ request: ReceivedRequest) throws(Problem) -> String? {
        guard request.method == .post, let key = request.headers[.idempotencyKey] else { return nil }
        guard (1...50).contains(key.unicodeScalars.count) else {
            throw .invalid("Idempotency-Key", "The length must be between 1 and 50 characters.")
        }
        return key
    }

    /// Whatever its media type says; an empty body is an empty object. Source: wire/vipps.md §0.2 and §0.6.
    private static func decode(_ body: [UInt8]) throws(Problem) -> JSONObject {
        guard body.contains(where: { $0 > 0x20 }) else { return JSONObject() }
        guard let object = (try? JSON.parse(body))?.object else { throw .malformedJSON }
        return object
    }
}
