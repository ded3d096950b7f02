/// A command on its way to the writer.
package struct Submission: Sendable {
    package let payment: PaymentID
    package let intent: Intent
    package let scope: Scope
    package let key: IdempotencyKey?
    /// A reference that must be unique within the account, claimed by a `create`.
    package let reference: Claim?
    /// Written with the decision when it is accepted.
    package let documents: [DocumentWrite]

    package init(
        _ command: Command, on payment: PaymentID, by scope: Scope, key: IdempotencyKey? = nil,
        reference: Claim? = nil, documents: [DocumentWrite] = []
    ) {
        self.init(.decide(command), on: payment, by: scope, key: key, reference: reference, documents: documents)
    }

    package init(
        _ intent: Intent, on payment: PaymentID, by scope: Scope, key: IdempotencyKey? = nil,
        reference: Claim? = nil, documents: [DocumentWrite] = []
    ) {
        self.payment = payment
        self.intent = intent
        self.scope = scope
        self.key = key
        self.reference = reference
        self.documents = documents
    }

    package enum Intent: Sendable {
        case decide(Command)
        /// The wire's own no to a malformed request, travelling so that it is kept under the request's key.
        case keepAnswer([UInt8])
    }

    /// On whose behalf: a payment outside it does not exist (I10). Time is the merchant's.
    package enum Scope: Hashable, Sendable {
        case account(AccountID, of: MerchantID)
        case merchant(MerchantID)

        package var merchant: MerchantID {
            switch self {
            case .account(_, let merchant), .merchant(let merchant): merchant
            }
        }
    }
}

/// A value that is unique in an account and namespace.
package struct Claim: Hashable, Sendable {
    package let account: AccountID
    /// What kind of value: "idempotency", "reference".
    package let namespace: String
    package let value: String

    package init(account: AccountID, namespace: String, value: String) {
        self.account = account
        self.namespace = namespace
        self.value = value
    }
}

/// The client's name for one attempt, and how the wire treats it.
package struct IdempotencyKey: Hashable, Sendable {
    package let claim: Claim
    /// 16 bytes over the canonical request: the same key with another fingerprint is refused (I5).
    package let fingerprint: [UInt8]
    /// How long the key is remembered; nil for ever.
    package let retention: Interval?
    /// Whether a refusal is kept too, or the key stays free for another try.
    package let keepsRefusals: Bool
    /// Whether an operation that the issuer failed at once is kept too, or the key stays free for another try.
    package let keepsFailures: Bool

    package init(
        claim: Claim, fingerprint: [UInt8], retention: Interval?, keepsRefusals: Bool, keepsFailures: Bool = true
    ) {
        self.claim = claim
        self.fingerprint = fingerprint
        self.retention = retention
        self.keepsRefusals = keepsRefusals
        self.keepsFailures = keepsFailures
    }
}

/// What comes back.
package enum Reply: Sendable {
    /// `replayed` when the key had been used for the same request before.
    case decided(Decision, replayed: Bool)
    /// The wire's own answer to a malformed request, now or from the first time.
    case answer([UInt8], replayed: Bool)
    case unavailable(Unavailable)
    /// We are wrong: nothing was written and the payment is quarantined.
    case broken(InvariantBroken)
}

/// We cannot right now.
package enum Unavailable: Error, Hashable, Sendable {
    case overloaded
    case storeDown
    case closing
}
