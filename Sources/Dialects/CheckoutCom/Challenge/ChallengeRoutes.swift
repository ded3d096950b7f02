import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore
import PaymentCore

/// The page of 3-D Secure: the payer approves, fails or turns back, and is sent on to the shop. Works without JavaScript.
/// Source: wire/checkout.md §4.6.
///
/// Whoever knows the address may act, as with any such page: the session's name cannot be guessed.
struct ChallengeRoutes {
    let checkout: CheckoutCom
    let service: any PaymentService

    func mount(on router: Router<DialectContext>) {
        router.get("/sessions-interceptor/:session") { _, context in
            await answer { () throws(PageProblem) in try await show(context.parameters.get("session")) }
        }
        router.post("/sessions-interceptor/:session") { request, context in
            await answer { () throws(PageProblem) in try await pick(context.parameters.get("session"), request) }
        }
    }

    /// What a payer can do.
    enum Outcome: String, CaseIterable {
        case approve, fail, cancel
    }

    private func show(_ session: String?) async throws(PageProblem) -> Response {
        let (payment, details) = try open(session)
        return ChallengePage.choices(payment, details)
    }

    private func pick(_ session: String?, _ request: Request) async throws(PageProblem) -> Response {
        let form = try await Self.form(request)
        let (payment, details) = try open(session)
        guard let outcome = form["outcome"]?.string.flatMap(Outcome.init) else {
            return ChallengePage.choices(payment, details, asksAgain: true)
        }
        let reply = await service.submit(
            Submission(
                command(for: outcome, payment, details), on: payment.id,
                by: .account(payment.birth.account, of: payment.birth.merchant)))
        switch reply {
        case .decided(.accepted(let acceptance), _): return back(acceptance.payment, details)
        case .decided(.refused, _): throw .over
        case .unavailable, .broken, .answer: throw .later
        }
    }

    private func command(for outcome: Outcome, _ payment: Payment, _ details: PaymentDetails) -> Command {
        switch outcome {
        case .approve:
            .authorize(
                details.platform.authorizationName(of: payment.id) ?? checkout.identifiers.next(),
                details.approval())
        case .fail: .decline(.authenticationFailed)
        case .cancel: .decline(.payerCanceled)
        }
    }

    /// To the shop, with the session's name. Source: wire/checkout.md §4.6.
    private func back(_ payment: Payment, _ details: PaymentDetails) -> Response {
        let succeeded = payment.state.authorizedAt != nil
        guard let address = succeeded ? details.successURL : details.failureURL else {
            return succeeded
                ? ChallengePage.message("Thank you", "The payment is approved. You can close this page now.", .ok)
                : ChallengePage.message("Not paid", "The payment is not approved. You can close this page now.", .ok)
        }
        let separator = address.contains("?") ? "&" : "?"
        return Response(
            status: .found,
            headers: [.location: "\(address)\(separator)cko-session-id=\(SessionName.spell(payment.id))"])
    }

    /// The payment of a session, while its payer can still act.
    private func open(_ session: String?) throws(PageProblem) -> (Payment, PaymentDetails) {
        guard let session, let id = SessionName.read(session) else { throw .unknown }
        let found: Payment?
        do { found = try service.payment(id) } catch { throw .later }
        guard let payment = found, payment.birth.wire == CheckoutCom.wire,
            let details = try? PaymentDetails.of(payment), details.authentication?.challenges == true
        else { throw .unknown }
        guard PaymentStatus.of(payment) == .pending else { throw .over }
        return (payment, details)
    }

    private static func form(_ request: Request) async throws(PageProblem) -> JSONObject {
        do {
            return try FormBody.parse(try await ReceivedRequest(reading: request, limit: 4_096, publicOrigin: nil).body)
        } catch {
            throw .unknown
        }
    }

    private func answer(_ handler: () async throws(PageProblem) -> Response) async -> Response {
        do { return try await handler() } catch { return error.page }
    }
}

/// Why the payer sees no challenge.
enum PageProblem: Error {
    case unknown, over, later

    var page: Response {
        switch self {
        case .unknown: ChallengePage.message("Not found", "There is no such payment.", .notFound)
        case .over:
            ChallengePage.message("Already done", "This payment has been answered. You can close this page.", .ok)
        case .later: ChallengePage.message("One moment", "Please try again.", .serviceUnavailable)
        }
    }
}
