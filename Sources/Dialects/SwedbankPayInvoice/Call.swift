import DialectKit
import HTTPTypes
import PaymentCore

/// One authenticated request of a payee, its body decoded.
struct Call {
    let grant: Grant
    /// The payee that the token belongs to, in lower case.
    let payee: String
    let links: Links
    /// `User-Agent` of the request, kept as `initiatingSystemUserAgent`.
    let userAgent: String?
    let body: JSONObject
    /// Whether XML is asked for, where there is a choice.
    let wantsXML: Bool
    /// Sub-resources to be told in full, in lower case. Source: wire/swedbank.md §2, `$expand`.
    let expand: Set<String>
    private let names: [String: String]

    init(
        _ request: ReceivedRequest, _ names: [String: String], _ swedbank: SwedbankPayInvoice
    ) throws(Problem) {
        guard let token = request.bearerToken,
            let grant = try swedbank.credentials.grant(
                for: token, on: SwedbankPayInvoice.wire, orElse: Problem.unavailable),
            let payee = grant.permissions?.first
        else { throw .unauthorized }
        self.grant = grant
        self.payee = payee.lowercased()
        self.names = names
        links = Links(origin: request.origin)
        userAgent = request.headers[.userAgent]
        body = request.method == .get ? JSONObject() : try Self.decode(request)
        wantsXML = request.headers[.accept].map { $0.lowercased().contains("xml") } ?? false
        expand = Self.expanded(request.query ?? "")
    }

    var merchant: MerchantID { grant.merchant }
    var account: AccountID { grant.account(payee, on: SwedbankPayInvoice.wire) }
    var scope: Submission.Scope { .account(account, of: grant.merchant) }

    /// What stands in the path, in lower case.
    func name(_ part: String) -> String { names[part] ?? "" }

    /// JSON of any version, also where no media type is named. Source: wire/swedbank.md §2, "Request headers".
    private static func decode(_ request: ReceivedRequest) throws(Problem) -> JSONObject {
        guard request.body.contains(where: { $0 > 0x20 }) else { return JSONObject() }
        let mediaType = request.headers[.contentType].map { $0.lowercased() } ?? ""
        guard mediaType.isEmpty || mediaType.contains("json") else { throw .unsupportedMediaType }
        guard let object = (try? JSON.parse(request.body))?.object else { throw .malformedJSON }
        return object
    }

    /// Names that nobody knows are looked away from.
    private static func expanded(_ query: String) -> Set<String> {
        guard let parameters = try? QueryString.parse(query) else { return [] }
        let wanted = parameters.members.first { $0.name.lowercased() == "$expand" }?.value.string ?? ""
        return Set(wanted.lowercased().split { $0 == "," || $0 == " " }.map(String.init))
    }
}
