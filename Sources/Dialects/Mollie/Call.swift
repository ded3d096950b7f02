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
    /// As it came; links of lists repeat it.
    let receivedQuery: JSONObject
    let parameters: JSONObject
    let isForm: Bool
    let idempotencyKey: String?
    let fingerprints: FingerprintKey
    let rail: Rail
    private let path: Hummingbird.Parameters

    init(
        _ request: ReceivedRequest, _ path: Hummingbird.Parameters, mollie: Mollie, needing permission: String
    ) throws(Problem) {
        guard let token = request.bearerToken,
            let grant = try mollie.credentials.grant(for: token, on: Mollie.wire, orElse: Problem.unavailable),
            Mode(rawValue: grant.kind) != nil || grant.kind == "access"
        else {
            throw .unauthorized
        }
        guard grant.allows(permission) else { throw .lacking(permission) }
        self.grant = grant
        self.path = path
        endpoint = "\(request.method.rawValue) \(request.path)"
        fingerprints = mollie.fingerprints
        rail = mollie.rail
        receivedQuery = try Self.decodeQuery(request)
        var query = receivedQuery
        var parameters = request.method == .get ? JSONObject() : try Self.decodeBody(request)
        if let mode = Mode(rawValue: grant.kind) {
            self.mode = mode
        } else {
            // A token serves both modes: `testmode` chooses, in the query of a GET and of the one DELETE that documents
            // it there, in the body otherwise. Source: wire/mollie.md §1.
            let inQuery = request.method == .get || request.method == .delete
            let chosen = (inQuery ? query.remove("testmode") : nil) ?? parameters.remove("testmode")
            try Self.mustBeOwnProfile(parameters.remove("profileId") ?? query.remove("profileId"), grant)
            mode = try Self.mode(chosen)
        }
        // Writes take nothing in the query but what their answer is to include. Source: wire/mollie.md §1 and §3.1.
        if request.method != .get { try Parameters(query, in: "query", ofRead: false).mustBeKnown(["include"]) }
        self.query = query
        self.parameters = parameters
        links = Links(origin: request.origin, carriesTestmode: Mode(rawValue: grant.kind) == nil && mode == .test)
        isForm = request.mediaType == "application/x-www-form-urlencoded" || request.mediaType == "multipart/form-data"
        // Idempotency keys are for POST; elsewhere clients send them and Mollie looks away. Source: §8.
        idempotencyKey = request.method == .post ? request.headers[.idempotencyKey] : nil
    }

    var account: AccountID { mode.account(of: grant) }
    var scope: Submission.Scope { .account(account, of: grant.merchant) }

    /// The refunds of the account in order of birth, each leading to its payment.
    var refundIndex: DocumentCollection {
        DocumentCollection(merchant: grant.merchant, wire: Mollie.wire, kind: "refund \(mode.rawValue)")
    }

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

    /// Live unless `testmode` says otherwise. Source: wire/mollie.md §1.
    private static func mode(_ testmode: JSON?) throws(Problem) -> Mode {
        guard let testmode, !testmode.isNull else { return .live }
        switch testmode {
        case .bool(true), .string("true"): return .test
        case .bool(false), .string("false"): return .live
        case .null, .bool, .number, .string, .array, .object:
            throw .unprocessable("The 'testmode' field should be true or false", field: "testmode")
        }
    }

    /// A merchant has one profile, so a token need not name it; naming another one is a mistake.
    private static func mustBeOwnProfile(_ named: JSON?, _ grant: Grant) throws(Problem) {
        guard let named, !named.isNull, named.string != ProfileName.spell(grant.merchant) else { return }
        throw .unprocessable("The profileId is invalid", field: "profileId")
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
