import DialectKit
import Hummingbird

/// `GET /vipps-userinfo-api/userinfo/{sub}`: what the payer of the sandbox shares, by the `sub` that a payment with a scope
/// tells. Source: wire/vipps.md §2.5 and §4.4, and the official collections.
struct UserInfoRoutes {
    let access: VippsAccess

    func mount(on router: Router<DialectContext>) {
        let road = Roads.Road(.get, "vipps-userinfo-api/userinfo/:name") { request, sub in answer(request, sub) }
        let missing = GatewayProblem.notFound
        Roads([road], publicOrigin: access.publicOrigin, tooLarge: missing) { _ in missing }
            .mount(on: router, below: "vipps-userinfo-api")
    }

    private func answer(_ request: ReceivedRequest, _ sub: String) -> Answer {
        let caller: Caller
        do throws(NoAccess) {
            caller = try access.caller(request, keyIsOptional: true)
        } catch {
            return GatewayProblem.refusal(of: error)
        }
        guard sub == TestPayer.sub(known: caller.grant.merchant) else { return GatewayProblem.notFound }
        var json = JSONWriter()
        json.object { json in
            json.string("sub", sub)
            json.string("name", "\(TestPayer.firstName) \(TestPayer.lastName)")
            json.string("given_name", TestPayer.firstName)
            json.string("family_name", TestPayer.lastName)
            json.string("birthdate", TestPayer.dateOfBirth)
            json.string("email", TestPayer.email)
            json.bool("email_verified", true)
            json.string("phone_number", TestPayer.mobileNumber)
            json.object("address") {
                $0.string("street_address", TestPayer.street)
                $0.string("postal_code", TestPayer.postCode)
                $0.string("region", TestPayer.city)
                $0.string("country", TestPayer.country)
            }
        }
        return Answer(status: 200, body: json.bytes)
    }
}
