import DialectKit
import HTTPTypes
import Hummingbird
import PaymentCore

/// One authenticated request, its body decoded.
struct Call {
    let grant: Grant
    let platform: Platform
    let links: Links
    let query: JSONObject
    let body: Members
    /// The credential that the request showed.
    let secret: String
    private let path: Hummingbird.Parameters
    private let endpoint: String
    private let idempotencyKey: String?
    private let fingerprints: FingerprintKey

    init(
        _ request: ReceivedRequest, _ path: Hummingbird.Parameters, _ grant: Grant, _ platform: Platform,
        _ checkout: CheckoutCom
    ) throws(Problem) {
        self.grant = grant
        self.platform = platform
        self.path = path
        links = Links(origin: request.origin)
        endpoint = request.path
        secret = Entry.secret(shownBy: request) ?? ""
        fingerprints = checkout.fingerprints
        idempotencyKey = request.method == .post ? request.headers[.ckoIdempotencyKey] : nil
        do { query = try QueryString.parse(request.query ?? "") } catch { throw .malformed }
        body = Members(request.method == .get ? JSONObject() : try Self.decode(request.body))
    }

    var merchant: MerchantID { grant.merchant }
    var account: AccountID { platform.account(of: grant) }
    var scope: Submission.Scope { .account(account, of: grant.merchant) }

    /// What stands in the path after its percent-decoding; empty when the route has no such part.
    func name(_ part: String) -> String { path.get(part) ?? "" }

    func documents(_ kind: String) -> DocumentCollection { platform.documents(kind, of: merchant) }

    /// A key counts for one path, for 24 hours, and only answers that are good are kept. What else the request says is not
    /// compared: the first answer comes again. Source: wire/checkout.md §8.
    func key() throws(Problem) -> IdempotencyKey? {
        guard let idempotencyKey, !idempotencyKey.isEmpty else { return nil }
        guard idempotencyKey.utf8.count <= 255 else { throw .invalid("idempotency_key_invalid") }
        let path = endpoint.split(separator: "/").joined(separator: "/")
        return IdempotencyKey(
            claim: Claim(account: account, namespace: "idempotency", value: "\(path)\n\(idempotencyKey)"),
            fingerprint: fingerprints.fingerprint(of: path, JSONObject()), retention: .hours(24),
            keepsRefusals: false)
    }

    /// An empty body is an empty object, whatever its type: clients capture in full that way. Source: wire/checkout.md §2.
    private static func decode(_ bytes: [UInt8]) throws(Problem) -> JSONObject {
        guard !bytes.isEmpty else { return JSONObject() }
        let value: JSON
        do { value = try JSON.parse(bytes) } catch { throw .malformed }
        guard let object = value.object else { throw .malformed }
        return object
    }
}
