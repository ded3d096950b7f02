import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore
import PaymentCore

/// The page on which the payer says yes or no, opened by a redirect or in a frame of the shop's page. The page itself
/// works without JavaScript. Source: wire/swedbank.md §3 and §9, "Hosted pages".
///
/// Whoever knows the address may act, as with any such page: the token is the payment's unguessable identifier.
struct PayerRoutes {
    let swedbank: SwedbankPayInvoice
    let service: any PaymentService

    func mount(on router: Router<DialectContext>) {
        router.get("/invoice/payments/authorize/:token") { request, context in
            await answer { () throws(PageProblem) in try await show(context.parameters.get("token"), request) }
        }
        router.post("/invoice/payments/authorize/:token") { request, context in
            await answer { () throws(PageProblem) in try await pick(context.parameters.get("token"), request) }
        }
        router.get("/invoice/core/scripts/client/px.invoice.client.js") { request, _ in
            await answer { () throws(PageProblem) in try await script(request) }
        }
        router.get("/invoice/core/scripts/client/px.invoice.frame.js") { _, _ in
            SeamlessScript.response(SeamlessScript.frame)
        }
    }

    /// What a payer can do.
    enum Outcome: String, CaseIterable {
        case approve, decline, cancel
    }

    private func show(_ token: String?, _ request: Request) async throws(PageProblem) -> Response {
        let (payment, details) = try open(token)
        return PayerPage.choices(payment, details, inFrame: Self.isFramed(request))
    }

    private func pick(_ token: String?, _ request: Request) async throws(PageProblem) -> Response {
        let form = try await Self.form(request)
        let (payment, details) = try open(token)
        let inFrame = Self.isFramed(request)
        guard let outcome = form["outcome"]?.string.flatMap(Outcome.init) else {
            return PayerPage.choices(payment, details, inFrame: inFrame, asksAgain: true)
        }
        let script = TestAnswer.script(for: form["email"]?.string)
        var documents: [DocumentWrite] = []
        let command: Command?
        switch outcome {
        case .approve:
            var buyer = TestPerson.first(in: details.country).buyer
            if let email = form["email"]?.string, !email.isEmpty { buyer.email = email }
            documents = [buyer.entry(for: payment)]
            command = .authorize(
                swedbank.identifiers.next(), details.approval(in: payment.currency, script: script))
        case .decline: command = .decline(.payerDeclined)
        // Nothing happened: the payer may come back. Source: wire/swedbank.md §9.
        case .cancel: command = nil
        }
        var hasFailed = false
        if let command {
            let scope = Submission.Scope.account(payment.birth.account, of: payment.birth.merchant)
            switch await service.submit(Submission(command, on: payment.id, by: scope, documents: documents)) {
            case .decided(.accepted(let acceptance), _):
                let made = Transactions(acceptance.events, of: acceptance.payment)
                hasFailed = made.of(.authorization).last?.failure != nil
            case .decided(.refused, _): throw .over
            case .unavailable, .broken, .answer: throw .later
            }
        }
        // An approval that the ledger refused ended as a decline does.
        return back(payment, details, hasFailed ? .decline : outcome, inFrame: inFrame)
    }

    /// To the shop: whatever the end was, the flow is complete; only who turned back goes elsewhere.
    private func back(
        _ payment: Payment, _ details: PaymentDetails, _ outcome: Outcome, inFrame: Bool
    ) -> Response {
        let address = outcome == .cancel ? details.urls.cancel ?? details.urls.complete : details.urls.complete
        guard inFrame else { return Response(status: .seeOther, headers: [.location: address]) }
        return PayerPage.done(payment, details, outcome, leadingTo: address)
    }

    /// The payment that the token names, while its payer can still act.
    private func open(_ token: String?) throws(PageProblem) -> (Payment, PaymentDetails) {
        guard let id = token.flatMap({ PayerToken.read($0) }) else { throw .unknown }
        let found: Payment?
        do { found = try service.payment(id) } catch { throw .later }
        guard let payment = found, let details = PaymentDetails.read(payment) else { throw .unknown }
        guard PaymentState.of(payment) == .ready, payment.state.authorizedAt == nil else { throw .over }
        return (payment, details)
    }

    private func script(_ request: Request) async throws(PageProblem) -> Response {
        guard let query = try? QueryString.parse(request.uri.query ?? ""), let token = query["token"]?.string else {
            throw .unknown
        }
        let (payment, details) = try open(token)
        guard !details.urls.hosts.isEmpty else { throw .unknown }
        let origin = swedbank.publicOrigin ?? request.calledOrigin
        return SeamlessScript.response(SeamlessScript.client(page: Links(origin: origin).payerPage(payment.id)))
    }

    private static func isFramed(_ request: Request) -> Bool {
        (try? QueryString.parse(request.uri.query ?? ""))?["view"]?.string == "seamless"
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

/// Why the payer sees no page.
enum PageProblem: Error {
    case unknown, over, later

    var page: Response {
        switch self {
        case .unknown: PayerPage.message("Not found", "There is no such payment.", .notFound)
        case .over: PayerPage.message("Already done", "This payment has been answered. You can close this page.", .ok)
        case .later: PayerPage.message("One moment", "Please try again.", .serviceUnavailable)
        }
    }
}
