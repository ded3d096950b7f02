import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore
import PaymentCore

/// `/connect/token`: an access token for a client that shows its secret. Source: wire/checkout.md §3.
struct OAuthRoutes {
    let checkout: CheckoutCom
    let service: any PaymentService

    /// How long a token is good; real time. Source: wire/checkout.md §3.
    private static let tokenSeconds: Int64 = 3_600
    /// Where clients are known: apart from the keys and tokens of the wire.
    private static let applications = WireName("checkoutcom application")

    func mount(on router: Router<DialectContext>) {
        router.post("/connect/token") { request, _ in
            do throws(OAuthProblem) { return try await token(request) } catch { return error.response }
        }
    }

    private func token(_ request: Request) async throws(OAuthProblem) -> Response {
        let received: ReceivedRequest
        let form: JSONObject
        do { received = try await ReceivedRequest(reading: request, limit: 16_384, publicOrigin: nil) } catch {
            throw .invalidRequest
        }
        do { form = try FormBody.parse(received.body) } catch { throw .invalidRequest }
        let grant = try client(received, form)
        guard form["grant_type"]?.string == "client_credentials" else { throw .unsupportedGrant }
        let scopes = try Self.scopes(form["scope"]?.string ?? "")
        let access = OAuthSecret.fresh()
        let granted = Grant(
            merchant: grant.merchant, merchantName: grant.merchantName, kind: "access", permissions: Set(scopes))
        let end = checkout.identifiers.now() + .seconds(Self.tokenSeconds)
        do {
            try await service.write([
                checkout.credentials.admission(of: access, on: CheckoutCom.wire, to: granted, until: end)
            ])
        } catch {
            throw .later
        }
        var json = JSONWriter()
        json.object {
            $0.string("access_token", access)
            $0.int("expires_in", Self.tokenSeconds)
            $0.string("token_type", "Bearer")
            $0.string("scope", scopes.joined(separator: " "))
        }
        return OAuthProblem.response(.ok, json.bytes)
    }

    /// By HTTP Basic, or by `client_id` and `client_secret` in the form.
    private func client(_ request: ReceivedRequest, _ form: JSONObject) throws(OAuthProblem) -> Grant {
        let basic = request.basicCredentials
        guard let client = basic?.user ?? form["client_id"]?.string,
            let secret = basic?.password ?? form["client_secret"]?.string,
            let grant = try checkout.credentials.grant(
                for: "\(client):\(secret)", on: Self.applications, orElse: { _ in OAuthProblem.later })
        else { throw .invalidClient }
        return grant
    }

    /// Without any, the client has all of a gateway's and the vault's. Each must be one that exists.
    private static func scopes(_ text: String) throws(OAuthProblem) -> [String] {
        let wanted = text.split(separator: " ").map(String.init)
        guard !wanted.isEmpty else { return ["gateway", "vault", "flow"] }
        guard wanted.count <= 100, wanted.allSatisfy({ known.contains($0) }) else { throw .invalidScope }
        return wanted
    }

    /// All that the vendor's SDKs can ask for; only those of `gateway`, `vault` and `flow` open something here.
    private static let known: Set<String> = [
        "accounts", "agentic:inventory", "balances", "balances:top-up-instructions", "balances:view",
        "card-management", "compliance-requests", "compliance-requests:read", "compliance-requests:respond",
        "disputes", "disputes:accept", "disputes:provide-evidence", "disputes:scheme-files", "disputes:view", "files",
        "files:download", "files:retrieve", "files:upload", "financial-actions", "financial-actions:view", "flow",
        "flow:events", "flow:reflow", "flow:workflows", "forward", "forward:secrets", "fx", "gateway",
        "gateway:payment", "gateway:payment-authorizations", "gateway:payment-cancellations",
        "gateway:payment-captures", "gateway:payment-contexts", "gateway:payment-details", "gateway:payment-refunds",
        "gateway:payment-voids", "identity-verification", "issuing-disputes", "issuing:card-management-read",
        "issuing:card-management-write", "issuing:card-mgmt", "issuing:client", "issuing:controls-read",
        "issuing:controls-write", "issuing:disputes-read", "issuing:disputes-write", "issuing:transactions-read",
        "issuing:transactions-write", "marketplace", "middleware", "middleware:gateway",
        "middleware:merchants-public", "middleware:merchants-secret", "middleware:payment-context",
        "payment-sessions", "payments:search", "payouts:bank-details", "reports", "reports:view", "sessions:app",
        "sessions:browser", "transactions", "transfers", "transfers:create", "transfers:view", "vault",
        "vault:apme-enrollment", "vault:card-metadata", "vault:customers", "vault:gpayme-enrollment",
        "vault:instruments", "vault:network-tokens", "vault:real-time-account-updater", "vault:tokenization",
        "vault:tokens-metadata",
    ]
}

enum OAuthSecret {
    /// 64 characters, 374 random bits.
    static func fresh() -> String {
        (0..<4).map { _ in Base58.spell(hi: .random(in: 0...UInt64.max), lo: .random(in: 0...UInt64.max)).suffix(16) }
            .joined()
    }
}

/// An error as RFC 6749 has it; a client that is not known is 400 here. Source: wire/checkout.md §3.
enum OAuthProblem: Error {
    case invalidRequest, invalidClient, invalidScope, unsupportedGrant, later

    var response: Response {
        switch self {
        case .invalidRequest: Self.response("invalid_request", .badRequest)
        case .invalidClient: Self.response("invalid_client", .badRequest)
        case .invalidScope: Self.response("invalid_scope", .badRequest)
        case .unsupportedGrant: Self.response("unsupported_grant_type", .badRequest)
        case .later: Self.response("temporarily_unavailable", .serviceUnavailable)
        }
    }

    private static func response(_ error: String, _ status: HTTPResponse.Status) -> Response {
        var json = JSONWriter()
        json.object { $0.string("error", error) }
        return response(status, json.bytes)
    }

    static func response(_ status: HTTPResponse.Status, _ body: [UInt8]) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
