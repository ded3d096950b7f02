import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore
import PaymentCore

/// The payer's app in the sandbox: a page on which they approve, decline, or let the time run out. Works without
/// JavaScript.
struct LandingRoutes {
    let access: VippsAccess
    let service: any PaymentService

    func mount(on router: Router<DialectContext>) {
        let path = RouterPath(LandingLink.path)
        router.get(path) { request, _ in
            await answer { () throws(LandingProblem) in try show(request) }
        }
        router.post(path) { request, _ in
            await answer { () throws(LandingProblem) in try await act(request) }
        }
    }

    private enum Act: String { case approve, decline, timeout }

    private func show(_ request: Request) throws(LandingProblem) -> Response {
        let (payment, details) = try open(request)
        let merchant = payment.birth.merchant
        let shop = try? access.units.merchant(merchant)
        let end = payment.birth.at + details.openFor
        let left = (end.milliseconds - service.now(of: merchant).milliseconds) / 1_000 + 1
        return LandingPage.question(
            payment, details, shop: shop?.name ?? "Sale unit \(details.unit)", end: end,
            turnsOver: (1...Self.longestLook).contains(left) ? left : nil)
    }

    /// How long a page may be open and turn over by itself. Unit: seconds.
    private static let longestLook: Int64 = 3_600

    private func act(_ request: Request) async throws(LandingProblem) -> Response {
        let (payment, details) = try open(request)
        let form = try await Self.form(request)
        guard let act = form["act"]?.string.flatMap(Act.init) else { throw .unknown }
        let command: Command
        switch act {
        case .approve:
            let wish = PayerWish(method: form["card"]?.string)
            guard let approval = PaymentDetails.approval(of: payment, with: wish) else { throw .unknown }
            command = .authorize(access.identifiers.next(), approval)
        case .decline: command = .decline(.payerDeclined)
        case .timeout: command = .abandon
        }
        switch await service.submit(
            Submission(command, on: payment.id, by: .account(payment.birth.account, of: payment.birth.merchant)))
        {
        case .decided(.accepted, _): break
        case .decided(.refused, _): throw .over
        case .unavailable, .broken, .answer: throw .later
        }
        guard let address = details.returnAddress,
            WebAddress(address, longest: PaymentDetails.longestReturnAddress)?.isReturnAddress == true
        else {
            return LandingPage.message(.done, "Thank you", "You can close this page now.", .ok)
        }
        return Response(status: .seeOther, headers: [.location: address])
    }

    /// The payment that the token names, while its payer can still act.
    private func open(_ request: Request) throws(LandingProblem) -> (Payment, PaymentDetails) {
        guard let query = try? QueryString.parse(request.uri.query ?? ""),
            let id = query["token"]?.string.flatMap(LandingLink.payment)
        else { throw .unknown }
        let found: Payment?
        do { found = try service.payment(id) } catch { throw .later }
        guard let payment = found, payment.birth.rail == .simulated, let details = PaymentDetails.read(payment) else {
            throw .unknown
        }
        guard payment.state.ending == nil, payment.state.authorizedAt == nil else { throw .over }
        return (payment, details)
    }

    private static func form(_ request: Request) async throws(LandingProblem) -> JSONObject {
        do {
            return try FormBody.parse(try await ReceivedRequest(reading: request, limit: 4_096, publicOrigin: nil).body)
        } catch {
            throw .unknown
        }
    }

    private func answer(_ handler: () async throws(LandingProblem) -> Response) async -> Response {
        do { return try await handler() } catch { return error.page }
    }
}

/// Why the payer has nothing to approve.
enum LandingProblem: Error {
    case unknown, over, later

    var page: Response {
        switch self {
        case .unknown: LandingPage.message(.nothing, "Not found", "There is no such payment.", .notFound)
        case .over:
            LandingPage.message(
                .done, "Already done", "This payment has been answered, or its time is over. You can close this page.",
                .ok)
        case .later: LandingPage.message(.wait, "One moment", "Please try again.", .serviceUnavailable)
        }
    }
}
