package import Ledger
package import PaymentCore

/// A capture, void or refund as our own API or a person at the console asks for it: in no wire's words.
package struct OperationWish: Hashable, Sendable {
    package enum Kind: Hashable, Sendable { case capture, void, refund }

    /// What the operation will be named.
    package let operation: OperationID
    package let kind: Kind
    /// Nil: what the lines come to where the wire demands lines, all that is left elsewhere.
    package let amount: Money?
    package let lines: [OrderLine]
    /// The merchant's own name for it.
    package let reference: String?
    package let description: String?

    /// Lines of one operation at most.
    package static let lineLimit = 1_000

    package init(
        _ kind: Kind, as operation: OperationID, amount: Money?, lines: [OrderLine] = [], reference: String? = nil,
        description: String? = nil
    ) {
        self.operation = operation
        self.kind = kind
        self.amount = amount
        self.lines = lines
        self.reference = reference
        self.description = description
    }
}

/// What a wire makes of a wish.
package enum OperationPapers: Hashable, Sendable {
    case ready(Ready)
    /// The wire cannot do it like this; what is at fault, first things first. Never empty.
    case lacking([Gap])

    /// What goes into the submission beside the command.
    package struct Ready: Hashable, Sendable {
        /// The wish's, or what its lines come to.
        package let amount: Money?
        package let details: Details
        package let reference: Claim?
        package let documents: [DocumentWrite]

        package init(
            amount: Money?, details: Details = .none, reference: Claim? = nil, documents: [DocumentWrite] = []
        ) {
            self.amount = amount
            self.details = details
            self.reference = reference
            self.documents = documents
        }
    }

    package struct Gap: Hashable, Sendable {
        /// Where in the wish: `lines`, `lines[0].vatPercent`, `reference`.
        package let field: String
        /// What to do about it.
        package let advice: String
        /// Whether it was not told at all, or told and not good.
        package let isMissing: Bool

        package init(missing field: String, _ advice: String) {
            self.field = field
            self.advice = advice
            isMissing = true
        }

        package init(wrong field: String, _ advice: String) {
            self.field = field
            self.advice = advice
            isMissing = false
        }
    }
}
