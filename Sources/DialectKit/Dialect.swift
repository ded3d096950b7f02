package import Hummingbird
package import NIOCore
package import PaymentCore

/// One wire: how to hear a command, how to tell what happened.
package protocol Dialect: Announcer, Portrayer {
    var wire: WireName { get }

    /// The payment that `text` names in this wire's spelling; nil when it is not of this wire's form.
    func paymentID(spelled text: String) -> PaymentID?

    /// The merchant's payment that it calls `text` by a name of its own choosing; nil when there is none.
    func paymentID(called text: String, by merchant: MerchantID, in service: any PaymentService) -> PaymentID?

    /// What the payer agrees to when they say yes: with `wish` when they named something, with what the wire would offer
    /// first otherwise. Nil when the wire does not offer that.
    func approval(of payment: Payment, with wish: PayerWish) -> Approval?

    /// Who is to hear of an event of a payment born in this wire: one address each. Pure and quick: it runs while the
    /// event is being written. Throws when it has to be looked up and cannot be now: then the event is not written.
    func endpoints(for event: Event, of payment: Payment) throws(Unavailable) -> [String]

    /// Whether `endpoints`, which were written with `event`, are what it notified. Asked by the audit, when those who want
    /// to hear may be others than they were then.
    func explains(_ endpoints: [String], of event: Event, of payment: Payment) -> Bool

    /// What to send to one of them, with the payment as of the event. Nil: nothing after all. Throws when nobody can say now.
    func webhook(for event: Event, of payment: Payment, to endpoint: String) throws(Unavailable) -> OutgoingWebhook?

    /// How long to wait before each attempt, the first included; after the last one a webhook is given up.
    var webhookGaps: [Interval] { get }

    /// What is left of what it keeps with the payment once nothing may tell who paid: amounts, references and addresses of
    /// the shop stay; names, addresses, numbers and free text go. Nil when it cannot be read.
    func withoutPayer(_ payment: Payment) -> Payerless?

    /// Whether captures and refunds need the lines of what they are for.
    var demandsLines: Bool { get }

    /// What this wire keeps with an operation of its payment that was asked for in our own words, and what is written with
    /// it; or what it lacks.
    func papers(
        for wish: OperationWish, on payment: Payment, in service: any PaymentService
    ) throws(Unavailable) -> OperationPapers
}

extension Dialect {
    /// A wire whose merchants name no payments.
    package func paymentID(called text: String, by merchant: MerchantID, in service: any PaymentService) -> PaymentID? {
        nil
    }

    /// Where it follows from the payment alone: they are who is notified now too.
    package func explains(_ endpoints: [String], of event: Event, of payment: Payment) -> Bool {
        guard let own = try? self.endpoints(for: event, of: payment) else { return false }
        return own.sorted() == endpoints.sorted()
    }

    package var demandsLines: Bool { false }

    /// A wire that needs nothing but the amount.
    package func papers(
        for wish: OperationWish, on payment: Payment, in service: any PaymentService
    ) throws(Unavailable) -> OperationPapers {
        .ready(.init(amount: wish.amount))
    }
}

/// What a wire keeps with a payment that names nobody.
package struct Payerless: Hashable, Sendable {
    package let details: Details
    /// What it kept of the payer beside the payment, as it is to be.
    package let documents: [DocumentWrite]

    package init(details: Details, documents: [DocumentWrite] = []) {
        self.details = details
        self.documents = documents
    }

    /// Stands where a wire needs a word and the one that was there is gone.
    package static let word = "erased"
}

/// What the payer, or whoever plays the payer, asked for.
package struct PayerWish: Hashable, Sendable {
    /// In the wire's own word for a way to pay: "creditcard", "klarna". Nil: the wire's choice.
    package let method: String?
    /// What the payer's bank will answer.
    package let script: IssuerScript

    package init(method: String? = nil, script: IssuerScript = IssuerScript()) {
        self.method = method
        self.script = script
    }
}

/// What a request carries through the router.
package struct DialectContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The connection it came on.
    package let channel: any Channel
    /// Our name for it.
    package let requestID = RequestID()
    /// Nil: it has not waited.
    package var arrival: Arrival?

    package init(source: ApplicationRequestContextSource) {
        channel = source.channel
        coreContext = .init(source: source)
    }
}

/// How a request came in.
package struct Arrival: Sendable {
    /// When all of it was there.
    package let at: NIODeadline
    /// So many are there before it that it is not to wait.
    package var isTurnedAway = false

    package init(at: NIODeadline) { self.at = at }
}
