import DialectKit
import HTTPTypes
import Hummingbird
import PaymentCore

/// `/accesstoken/get` and the newer `/miami/v1/token`. Source: wire/vipps.md §1.
///
/// Tokens live in real time. Several are good at once; a new one takes none away.
struct TokenRoutes {
    let access: VippsAccess
    let service: any PaymentService

    /// Unit: seconds. One hour in the test environment, a day in production. Source: §1.1.
    private static let testSeconds: Int64 = 3_600
    private static let liveSeconds: Int64 = 86_400
    /// Unit: seconds. Source: §1.2.
    private static let shortSeconds: Int64 = 900

    func mount(on router: Router<DialectContext>) {
        let roads = Roads(
            [
                .init(.post, "accesstoken/get") { request, _ in
                    await answer { () throws(TokenProblem) in try await get(request) }
                },
                .init(.post, "miami/v1/token") { request, _ in
                    await answer { () throws(TokenProblem) in try await oauth(request) }
                },
            ], publicOrigin: access.publicOrigin,
            tooLarge: TokenProblem.bodyTooLarge.answer(at: access.identifiers.now())
        ) { _ in TokenProblem.notFound.answer(at: access.identifiers.now()) }
        roads.mount(on: router, below: "accesstoken", "accessToken", "AccessToken", "Accesstoken", "miami")
    }

    /// Whatever the body says: clients send `{}`, a form, or nothing.
    private func get(_ request: ReceivedRequest) async throws(TokenProblem) -> Answer {
        guard let key = request.headers[.subscriptionKey] else { throw .gateway(.keyMissing) }
        guard let subscriber = try known(key, VippsAccess.subscriptions) else { throw .gateway(.keyInvalid) }
        guard let client = request.headers[.clientID], let secret = request.headers[.clientSecret] else {
            throw .missingCredentials
        }
        let grant = try grant(client, secret)
        guard grant.merchant == subscriber.merchant else { throw .gateway(.keyInvalid) }
        let seconds = access.rail == .simulated ? Self.testSeconds : Self.liveSeconds
        let (token, now) = try await issue(grant, for: seconds)
        var json = JSONWriter(capacityBytes: 1_536)
        json.object {
            // Every value is a string; a Go client reads them strictly as such.
            $0.string("token_type", "Bearer")
            $0.string("expires_in", String(seconds))
            $0.string("ext_expires_in", String(seconds))
            $0.string("expires_on", String(now + seconds))
            // Five minutes before it was issued, as the documented example.
            $0.string("not_before", String(now - 300))
            $0.string("resource", "00000002-0000-0000-c000-000000000000")
            $0.string("access_token", token)
        }
        return Answer(status: 200, body: json.bytes)
    }

    private func oauth(_ request: ReceivedRequest) async throws(TokenProblem) -> Answer {
        guard let basic = request.basicCredentials else { throw .missingCredentials }
        guard let form = try? FormBody.parse(request.body), form["grant_type"]?.string == "client_credentials" else {
            throw .unsupportedGrant
        }
        let (token, _) = try await issue(try grant(basic.user, basic.password), for: Self.shortSeconds)
        var json = JSONWriter(capacityBytes: 1_536)
        json.object {
            $0.string("access_token", token)
            $0.string("token_type", "Bearer")
            $0.int("expires_in", Self.shortSeconds)
        }
        return Answer(status: 200, body: json.bytes)
    }

    private func grant(_ client: String, _ secret: String) throws(TokenProblem) -> Grant {
        guard try known(client, VippsAccess.clients) != nil else { throw .unknownClient(client) }
        guard let grant = try known("\(client):\(secret)", VippsAccess.clients) else { throw .wrongSecret }
        return grant
    }

    private func known(_ secret: String, _ wire: WireName) throws(TokenProblem) -> Grant? {
        try access.credentials.grant(for: secret, on: wire, orElse: { _ in TokenProblem.later })
    }

    private func issue(_ client: Grant, for seconds: Int64) async throws(TokenProblem) -> (String, now: Int64) {
        let now = access.identifiers.now()
        let token = AccessToken.fresh(issuedAt: now, for: seconds)
        let grant = Grant(
            merchant: client.merchant, merchantName: client.merchantName, kind: "access",
            permissions: client.permissions)
        let admission = access.credentials.admission(
            of: token, on: VippsAccess.wire, to: grant, until: now + .seconds(seconds))
        do { try await service.write([admission]) } catch { throw .later }
        return (token, now.milliseconds / 1_000)
    }

    private func answer(_ handler: () async throws(TokenProblem) -> Answer) async -> Answer {
        do { return try await handler() } catch { return error.answer(at: access.identifiers.now()) }
    }
}

extension HTTPField.Name {
    fileprivate static let clientID = HTTPField.Name("client_id")!
    fileprivate static let clientSecret = HTTPField.Name("client_secret")!
}
