package import PaymentCore

/// How a wire looks to people who look on from outside: what it calls things, and what it would say.
package protocol Portrayer: Sendable {
    /// The wire's own name, as people write it.
    var title: String { get }

    /// A payment of this wire in its own words.
    func portrait(of payment: Payment) -> Portrait

    /// What this wire calls an operation; nil when it has no name there.
    func name(of operation: Operation) -> String?

    /// By what people will look for the payment, as far as `event` brings it: references and order numbers that the shop
    /// gave, ids of operations. Pure and quick: it runs while the event is being written. What `paymentID(spelled:)` reads
    /// need not be among them.
    func names(for event: Event, of payment: Payment) -> [String]

    /// What this wire answers to an action that the rules refuse. Nil: it does not know the action.
    func answer(to action: MerchantAction, refusedBy refusal: Refusal, of payment: Payment) -> RefusedAnswer?

    /// Requests that work when pasted, with the credentials that `keys` has; none when it lacks one.
    func snippets(with keys: SnippetKeys) -> [Snippet]
}

extension Portrayer where Self: Dialect {
    package var title: String { wire.text }

    package func portrait(of payment: Payment) -> Portrait {
        Portrait(name: UUIDSpelling.spell(hi: payment.id.high, lo: payment.id.low), status: payment.phase.word)
    }

    package func name(of operation: Operation) -> String? { nil }
    package func names(for event: Event, of payment: Payment) -> [String] { [] }

    package func answer(
        to action: MerchantAction, refusedBy refusal: Refusal, of payment: Payment
    ) -> RefusedAnswer? { nil }

    package func snippets(with keys: SnippetKeys) -> [Snippet] { [] }
}

/// A payment in the words of its wire.
package struct Portrait: Hashable, Sendable {
    /// What a shop knows the payment by: `tr_…`, or its reference where requests name that.
    package let name: String
    /// The wire's word for where it stands.
    package let status: String
    /// The shop's own name for it, where it gave one.
    package var reference: String?
    package var description: String?
    /// What else the shop wrote to it, in the order in which it is best read.
    package var facts: [Fact] = []

    package struct Fact: Hashable, Sendable {
        package let label: String
        package let value: String

        package init(_ label: String, _ value: String) {
            self.label = label
            self.value = value
        }
    }

    package init(name: String, status: String, reference: String? = nil, description: String? = nil) {
        self.name = name
        self.status = status
        self.reference = reference
        self.description = description
    }

    /// Adds a fact that is known.
    package mutating func add(_ label: String, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        facts.append(Fact(label, value))
    }
}

/// What a merchant does to a payment.
package enum MerchantAction: String, CaseIterable, Hashable, Sendable { case capture, void, refund }

/// A wire's answer to what is refused.
package struct RefusedAnswer: Hashable, Sendable {
    package let status: Int
    package let words: String

    package init(status: Int, words: String) {
        self.status = status
        self.words = words
    }
}
