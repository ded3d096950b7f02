import DialectKit
import HTTPTypes
import Hummingbird
import PaymentCore

/// One authenticated request, its parameters decoded. Source of the order of checks: wire/mollie.md §9.
struct Call {
    let grant: Grant
    let mode: Mode
    let links: Links
    let endpoint: String
    let query: JSONObject
    let parameters: JSONObject
    let isForm: Bool
    let idempotencyKey: String?
    let fingerprints: FingerprintKey
    private let path: Hummingbird.Parameters

    init(_ request: ReceivedRequest, _ path: Hummingbird.Parameters, mollie: Mollie) throws(Problem) {
        guard let token = request.bearerToken, let grant = mollie.credentials.grant(for: token, on: Mollie.wire),
            let mode = Mode(rawValue: grant.kind)
        else { throw .unauthorized }
        self.grant = grant
        self.mode = mode
        self.path = path
        links = Links(origin: request.origin)
        endpoint = "\(request.method.rawValue) \(request.path)"
        fingerprints = mollie.fingerprints
        query = try Self.decodeQuery(request)
        parameters = request.method == .get ? JSONObject() : try Self.decodeBody(request)
        isForm = request.mediaType == "application/x-www-form-urlencoded" || request.mediaType == "multipart/form-data"
        // Idempotency keys are for POST; elsewhere clients send them and Mollie looks away. Source: §8.
        idempotencyKey = request.method == .post ? request.headers[.idempotencyKey] : nil
    }

    var account: AccountID { mode.account(of: grant) }
    var scope: Submission.Scope { .account(account) }

    /// What stands in the path after its percent-decoding; empty when the route has no such part.
    func name(_ part: String) -> String { path.get(part) ?? "" }

    /// One hour, all endpoints of the account together, 2xx and 4xx kept. Source: wire/mollie.md §8.
    var key: IdempotencyKey? {
        idempotencyKey.map { value in
            IdempotencyKey(
                claim: Claim(account: account, namespace: "idempotency", value: value),
                fingerprint: fingerprints.fingerprint(of: endpoint, parameters), retention: .hours(1),
                keepsRefusals: true)
        }
    }

    private static func decodeQuery(_ request: ReceivedRequest) throws(Problem) -> JSONObject {
        do { return try QueryString.parse(request.query ?? "") } catch { throw .malformedQuery }
    }

    /// JSON, form or multipart. An empty body is an empty object, whatever its type: clients capture in full that way.
    private static func decodeBody(_ request: ReceivedRequest) throws(Problem) -> JSONObject {
        guard !request.body.isEmpty else { return JSONObject() }
        switch request.mediaType {
        case "application/json", "application/hal+json": return try json(request.body)
        case "application/x-www-form-urlencoded":
            do { return try FormBody.parse(request.body) } catch { throw .malformedForm }
        case "multipart/form-data":
            guard let boundary = MultipartBody.boundary(inContentType: request.headers[.contentType] ?? "") else {
                throw .malformedForm
            }
            do { return try MultipartBody.parse(request.body, boundary: boundary) } catch { throw .malformedForm }
        default: throw .unsupportedMediaType
        }
    }

    private static func json(_ body: [UInt8]) throws(Problem) -> JSONObject {
        let value: JSON
        do { value = try JSON.parse(body) } catch { throw .malformedJSON }
        guard let object = value.object else { throw .malformedJSON }
        return object
    }
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let idempotentReplayed = HTTPField.Name("Idempotent-Replayed")!
}
