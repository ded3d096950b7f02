import Ledger
import PaymentCore

/// A payment with all that is told of it, at one instant.
struct PaymentView {
    let payment: Payment
    let details: PaymentDetails
    let transactions: Transactions
    let approvedAddress: Address?
    let buyer: Buyer?
    /// Why the merchant took it back.
    let abortReason: String?
    /// By the merchant's clock.
    let now: Instant

    var state: PaymentState { .of(payment) }
    var isAuthorized: Bool { payment.state.authorizedAt != nil }

    /// What may be asked for next, in the order in which it is told. Source: wire/swedbank.md §6.
    var offers: [Offer] {
        switch state {
        case .pending: return []
        case .failed: return [.failedPayment]
        case .aborted: return [.abortedPayment]
        case .ready: return isAuthorized ? offersOfAuthorized : offersOfOpen
        }
    }

    private var offersOfOpen: [Offer] {
        var offers: [Offer] = details.country == .finland ? [] : [.approvedLegalAddress]
        offers += [.authorization, .abort]
        guard payment.birth.rail == .simulated else { return offers }
        offers.append(.payerPage)
        if !details.urls.hosts.isEmpty { offers.append(.script) }
        return offers
    }

    private var offersOfAuthorized: [Offer] {
        var offers: [Offer] = []
        if !payment.capturable.isZero {
            offers += [.cancellation, .cancel]
            let isOpen = payment.state.captureBefore.map { now < $0 } ?? true
            if isOpen, !transactions.isLocked(.capture) { offers.append(.capture) }
        }
        if !payment.refundable.isZero, !transactions.isLocked(.reversal) { offers.append(.reversal) }
        return offers + [.paidPayment]
    }
}

/// An operation that a payment offers; named after its `rel`.
enum Offer: String {
    case approvedLegalAddress = "create-approved-legal-address"
    case authorization = "create-authorization"
    case abort = "update-payment-abort"
    case payerPage = "redirect-authorization"
    case script = "view-authorization"
    case cancellation = "create-cancellation"
    /// The same, by the name that one of the vendor's SDKs looks for. Source: wire/swedbank.md §6, "rel naming".
    case cancel = "create-cancel"
    case capture = "create-capture"
    case reversal = "create-reversal"
    case paidPayment = "paid-payment"
    case failedPayment = "failed-payment"
    case abortedPayment = "aborted-payment"

    var method: String {
        switch self {
        case .approvedLegalAddress, .authorization, .cancellation, .cancel, .capture, .reversal: "POST"
        case .abort: "PATCH"
        case .payerPage, .script, .paidPayment, .failedPayment, .abortedPayment: "GET"
        }
    }

    var contentType: String {
        switch self {
        case .payerPage: "text/html"
        case .script: "application/javascript"
        case .failedPayment: "application/problem+json"
        case .approvedLegalAddress, .authorization, .abort, .cancellation, .cancel, .capture, .reversal, .paidPayment,
            .abortedPayment:
            "application/json"
        }
    }

    func address(of id: PaymentID, _ links: Links) -> String {
        func part(_ name: String) -> String { links.origin + links.part(name, of: id) }
        return switch self {
        case .approvedLegalAddress: part("approvedlegaladdress")
        case .authorization: part("authorizations")
        case .abort: links.origin + links.payment(id)
        case .payerPage: links.payerPage(id)
        case .script: links.script(id)
        case .cancellation, .cancel: part("cancellations")
        case .capture: part("captures")
        case .reversal: part("reversals")
        case .paidPayment: part("paid")
        case .failedPayment: part("failed")
        case .abortedPayment: part("aborted")
        }
    }
}
