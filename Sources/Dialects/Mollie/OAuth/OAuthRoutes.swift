import DialectKit
import HTTPTypes
import Hummingbird
import PaymentCore

/// As much of OAuth as a shop's integration needs: the authorization code grant and its refresh, so that tokens with few
/// permissions exist. Each merchant has an application of its own. Source: wire/mollie.md §1 and
/// the seed `002_7a07d6cac41dd14f.txt`, "OAuth access".
struct OAuthRoutes {
    let mollie: Mollie
    let service: any PaymentService

    /// How long a token is good; real time. Source: Mollie's `expires_in`.
    static let tokenSeconds: Int64 = 3_600
    /// Where applications are known: apart from the tokens of the wire.
    private static let applications = WireName("mollie application")
    private static let codeLifetime = Interval.minutes(10)

    /// What can be asked for here.
    private static let scopes: Set<String> = [
        "payments.read", "payments.write", "refunds.read", "refunds.write", "webhooks.read", "webhooks.write",
        "events.read", "profiles.read", "organizations.read", "settlements.read",
    ]

    func mount(on router: Router<DialectContext>) {
        router.get("/oauth2/authorize") { request, _ in
            await answer { () throws(OAuthProblem) in try await showConsent(request) }
        }
        router.post("/oauth2/authorize") { request, _ in
            await answer { () throws(OAuthProblem) in try await consent(request) }
        }
        router.post("/oauth2/tokens") { request, _ in
            await answer { () throws(OAuthProblem) in try await token(request) }
        }
    }

    /// What an application asks the merchant for.
    private struct Wish {
        let client: String
        let merchant: MerchantID
        let redirect: String
        let state: String?
        let scopes: Set<String>

        init(_ request: Request, _ credentials: any CredentialDirectory) throws(OAuthProblem) {
            let query: JSONObject
            do { query = try QueryString.parse(request.uri.query ?? "") } catch { throw .invalidRequest("query") }
            guard let client = query["client_id"]?.string,
                let grant = try credentials.grant(
                    for: client, on: OAuthRoutes.applications, orElse: { _ in OAuthProblem.later }),
                grant.kind == "client"
            else { throw .invalidRequest("client_id") }
            guard let redirect = query["redirect_uri"]?.string, let address = WebAddress(redirect),
                address.isReturnAddress
            else { throw .invalidRequest("redirect_uri") }
            guard query["response_type"]?.string ?? "code" == "code" else { throw .invalidRequest("response_type") }
            scopes = Set((query["scope"]?.string ?? "").split(separator: " ").map(String.init))
            guard !scopes.isEmpty, scopes.isSubset(of: OAuthRoutes.scopes) else { throw .invalidScope }
            self.client = client
            merchant = grant.merchant
            self.redirect = redirect
            state = query["state"]?.string
        }
    }

    private func showConsent(_ request: Request) async throws(OAuthProblem) -> Response {
        let wish = try Wish(request, mollie.credentials)
        return CheckoutPage.consent(application: wish.client, scopes: wish.scopes.sorted())
    }

    private func consent(_ request: Request) async throws(OAuthProblem) -> Response {
        let wish = try Wish(request, mollie.credentials)
        let form = try await Self.form(request)
        var parameters = wish.state.map { [("state", $0)] } ?? []
        if form["decision"]?.string == "approve" {
            let code = OAuthSecret.fresh("auth_")
            let record = OAuthRecord(scopes: wish.scopes, redirect: wish.redirect)
            let document = Document(
                key: key(of: code, "oauth-code", wish.merchant), bytes: record.canonicalBytes,
                expiresAt: mollie.identifiers.now() + Self.codeLifetime)
            try await write([.put(document)])
            parameters.insert(("code", code), at: 0)
        } else {
            parameters.insert(("error", "access_denied"), at: 0)
        }
        let separator = wish.redirect.contains("?") ? "&" : "?"
        let query = parameters.map { "\($0.0)=\(ListRequest.escaped($0.1))" }.joined(separator: "&")
        return Response(status: .seeOther, headers: [.location: wish.redirect + separator + query])
    }

    private func token(_ request: Request) async throws(OAuthProblem) -> Response {
        let received: ReceivedRequest
        do { received = try await ReceivedRequest(reading: request, limit: 16_384, publicOrigin: nil) } catch {
            throw .invalidRequest("body")
        }
        let form = try Self.parameters(received)
        let grant = try application(received, form)
        let used: DocumentKey
        switch form["grant_type"]?.string {
        case "authorization_code":
            used = key(of: form["code"]?.string ?? "", "oauth-code", grant.merchant)
        case "refresh_token":
            used = key(of: form["refresh_token"]?.string ?? "", "oauth-refresh", grant.merchant)
        default: throw .unsupportedGrant
        }
        let record = try record(used)
        if let redirect = record.redirect, let given = form["redirect_uri"]?.string, given != redirect {
            throw .invalidGrant
        }
        return try await issue(
            record.scopes, to: grant, using: used, isCode: record.redirect != nil,
            refresh: form["refresh_token"]?.string)
    }

    /// A code is used up; a refresh token stays, and is told again, as the API documents of every answer.
    private func issue(
        _ scopes: Set<String>, to grant: Grant, using used: DocumentKey, isCode: Bool, refresh: String?
    ) async throws(OAuthProblem) -> Response {
        let access = OAuthSecret.fresh("access_")
        let expiry = mollie.identifiers.now() + .seconds(Self.tokenSeconds)
        let granted = Grant(
            merchant: grant.merchant, merchantName: grant.merchantName, kind: "access", permissions: scopes)
        var writes = [mollie.credentials.admission(of: access, on: Mollie.wire, to: granted, until: expiry)]
        var refresh = refresh
        var conditions: [DocumentCondition] = []
        if isCode {
            let fresh = OAuthSecret.fresh("refresh_")
            let record = OAuthRecord(scopes: scopes, redirect: nil)
            writes.append(
                .put(Document(key: key(of: fresh, "oauth-refresh", grant.merchant), bytes: record.canonicalBytes)))
            writes.append(.remove(used))
            conditions = [.stands(used)]
            refresh = fresh
        }
        try await write(writes, where: conditions)
        var json = JSONWriter()
        json.object {
            $0.string("access_token", access)
            if let refresh { $0.string("refresh_token", refresh) }
            $0.int("expires_in", Self.tokenSeconds)
            $0.string("token_type", "bearer")
            $0.string("scope", scopes.sorted().joined(separator: " "))
        }
        return OAuthProblem.response(.ok, json.bytes)
    }

    /// The application that asks: by HTTP Basic or by `client_id` and `client_secret`.
    private func application(_ request: ReceivedRequest, _ form: JSONObject) throws(OAuthProblem) -> Grant {
        let basic = request.basicCredentials
        guard let client = basic?.user ?? form["client_id"]?.string,
            let secret = basic?.password ?? form["client_secret"]?.string,
            let grant = try mollie.credentials.grant(
                for: "\(client):\(secret)", on: Self.applications, orElse: { _ in OAuthProblem.later })
        else { throw .invalidClient }
        return grant
    }

    private func record(_ key: DocumentKey) throws(OAuthProblem) -> OAuthRecord {
        let document: Document?
        do { document = try service.document(key) } catch { throw .later }
        guard let document, let record = try? OAuthRecord(canonicalBytes: document.bytes) else { throw .invalidGrant }
        return record
    }

    /// Secrets are kept as keyed fingerprints only.
    private func key(of secret: String, _ kind: String, _ merchant: MerchantID) -> DocumentKey {
        let collection = DocumentCollection(merchant: merchant, wire: Mollie.wire, kind: kind)
        return DocumentKey(collection, mollie.fingerprints.fingerprint(of: kind, ["secret": .string(secret)]))
    }

    /// A conflict is a code that somebody else used up meanwhile.
    private func write(
        _ documents: [DocumentWrite], where conditions: [DocumentCondition] = []
    ) async throws(OAuthProblem) {
        do {
            try await service.write(documents, where: conditions)
        } catch {
            switch error {
            case .conflict: throw .invalidGrant
            case .unavailable: throw .later
            }
        }
    }

    private static func form(_ request: Request) async throws(OAuthProblem) -> JSONObject {
        do {
            return try FormBody.parse(
                try await ReceivedRequest(reading: request, limit: 16_384, publicOrigin: nil).body)
        } catch {
            throw .invalidRequest("body")
        }
    }

    private static func parameters(_ request: ReceivedRequest) throws(OAuthProblem) -> JSONObject {
        if request.mediaType == "application/json" {
            guard let object = (try? JSON.parse(request.body))?.object else { throw .invalidRequest("body") }
            return object
        }
        do { return try FormBody.parse(request.body) } catch { throw .invalidRequest("body") }
    }

    private func answer(_ handler: () async throws(OAuthProblem) -> Response) async -> Response {
        do { return try await handler() } catch { return error.response }
    }
}
