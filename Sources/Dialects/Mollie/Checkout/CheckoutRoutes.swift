import DialectKit
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import PaymentCore

/// The test mode's checkout: the payer picks how the payment ends. Works without JavaScript. Source: wire/mollie.md §11.
///
/// Whoever knows the address may act, as with any checkout: the token is the payment's unguessable identifier.
struct CheckoutRoutes {
    let mollie: Mollie
    let service: any PaymentService

    func mount(on router: Router<DialectContext>) {
        router.get("/checkout/select-method/:token") { request, context in
            await answer { () throws(PageProblem) in try await chooseMethod(context.parameters.get("token"), request) }
        }
        router.get("/checkout/test-mode") { request, _ in
            await answer { () throws(PageProblem) in try await showStates(request) }
        }
        router.post("/checkout/test-mode") { request, _ in
            await answer { () throws(PageProblem) in try await pickState(request) }
        }
    }

    private func chooseMethod(_ token: String?, _ request: Request) async throws(PageProblem) -> Response {
        let (payment, details) = try open(token)
        let names = details.offered(for: payment.birth.requested)
        return CheckoutPage.methods(payment, details, names, token: token ?? "")
    }

    private func showStates(_ request: Request) async throws(PageProblem) -> Response {
        let query = try Self.query(request)
        let (payment, details) = try open(query["token"]?.string)
        let wished = query["method"]?.string
        guard let method = details.method(wished: wished, for: payment.birth.requested) else { throw .unknown }
        return CheckoutPage.states(payment, details, FinalState.offered(details.terms(for: method)))
    }

    private func pickState(_ request: Request) async throws(PageProblem) -> Response {
        let query = try Self.query(request)
        let form = try await Self.form(request)
        let (payment, details) = try open(query["token"]?.string)
        let wished = query["method"]?.string
        guard let method = details.method(wished: wished, for: payment.birth.requested) else { throw .unknown }
        let offered = FinalState.offered(details.terms(for: method))
        guard let state = form["final_state"]?.string.flatMap(FinalState.init), offered.contains(state) else {
            return CheckoutPage.states(payment, details, offered, asksAgain: true)
        }
        if let command = command(for: state, payment, method) {
            let reply = await service.submit(
                Submission(command, on: payment.id, by: .account(payment.birth.account, of: payment.birth.merchant)))
            switch reply {
            case .decided(.accepted, _): break
            case .decided(.refused, _): throw .over
            case .unavailable, .broken, .answer: throw .later
            }
        }
        let address = state == .canceled ? details.cancelURL ?? details.redirectURL : details.redirectURL
        guard let address else { return CheckoutPage.message("Thank you", "You can close this page now.", .ok) }
        return Response(status: .seeOther, headers: [.location: address])
    }

    private func command(for state: FinalState, _ payment: Payment, _ method: Method) -> Command? {
        switch state {
        case .open: nil
        case .paid, .authorized:
            mollie.approval(of: payment, with: PayerWish(method: method.name)).map {
                .authorize(mollie.identifiers.next(), $0)
            }
        case .failed:
            .decline(FailureWords.reason(forAmount: payment.birth.requested, method: method.name) ?? .declined)
        case .canceled: .decline(.payerCanceled)
        case .expired: .abandon
        }
    }

    /// The payment that the token names, while its payer can still act.
    private func open(_ token: String?) throws(PageProblem) -> (Payment, PaymentDetails) {
        guard let token, let words = Base58.read(token) else { throw .unknown }
        let found: Payment?
        do { found = try service.payment(PaymentID(high: words.hi, low: words.lo)) } catch { throw .later }
        guard let payment = found, payment.birth.wire == Mollie.wire,
            let details = try? PaymentDetails(canonicalBytes: payment.details.bytes)
        else { throw .unknown }
        guard details.mode == .test else { throw .live }
        guard PaymentStatus.of(payment).status == .open else { throw .over }
        return (payment, details)
    }

    private static func query(_ request: Request) throws(PageProblem) -> JSONObject {
        do { return try QueryString.parse(request.uri.query ?? "") } catch { throw .unknown }
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

/// Why the payer sees no checkout.
enum PageProblem: Error {
    case unknown, over, live, later

    var page: Response {
        switch self {
        case .unknown: CheckoutPage.message("Not found", "There is no such payment.", .notFound)
        case .over:
            CheckoutPage.message("Already done", "This payment has been answered. You can close this page.", .ok)
        case .live:
            CheckoutPage.message(
                "A live payment", "In live mode the payer acts through the payer endpoint, not on this test page.",
                .notFound)
        case .later: CheckoutPage.message("One moment", "Please try again.", .serviceUnavailable)
        }
    }
}

/// What the payer of a test payment can choose. Source: wire/mollie.md §11.
enum FinalState: String {
    case open, paid, authorized, failed, canceled, expired

    static func offered(_ terms: Terms) -> [FinalState] {
        let success: FinalState = terms.capture == .automatic(after: .zero) ? .paid : .authorized
        return [success, .failed, .canceled, .expired, .open]
    }
}
