package import PaymentCore

/// One item of the inbox.
package enum Work: Sendable {
    /// With the digests of what it claims, computed before it queued.
    case submission(Submission, key: ClaimDigest?, reference: ClaimDigest?)
    /// A deadline that came due.
    case deadline(Deadline)
    case documents([DocumentWrite], where: [DocumentCondition])
    /// What came of sending a webhook, and the era in which it was seen waiting.
    case attempt(DeliveryAttempt, seenIn: Era)
    /// Deliveries that are due at once: notices, which come with their documents, and what is to be sent again.
    case deliver([DeliveryPlace], of: MerchantID, with: [DocumentWrite])
    /// A merchant's clock is set.
    case clock(MerchantID, MerchantClock)
    /// A merchant's clock moves on, and what comes due on its way happens.
    case travel(Leg)
    /// Another node has changed what is remembered of a merchant: look.
    case look(MerchantID)
    /// Everything of a merchant is erased, kept or brought back. Decided in a batch of its own.
    case data(MerchantID, DataWish)
    /// A payment tells no more who paid.
    case erasure(PayerErasure)

    var isAlone: Bool { if case .data = self { true } else { false } }

    /// Somebody asked for it who may ask again: under overload it is refused. What nobody asked for is not; of that there is never
    /// much at once.
    var canComeAgain: Bool {
        switch self {
        case .submission, .documents: true
        case .deadline, .attempt, .deliver, .clock, .travel, .look, .data, .erasure: false
        }
    }
}

/// A stretch of a merchant's way through time.
package struct Leg: Sendable {
    package let merchant: MerchantID
    /// Its deadlines up to `horizon`, in order; what they bring about by then comes in between.
    package let deadlines: [Deadline]
    /// How far the deadlines are known.
    package let horizon: Instant
    /// Ends at the instant of the first event that someone is to hear of: what is told then is heard before time goes on.
    package let pausesForWebhooks: Bool

    package init(merchant: MerchantID, deadlines: [Deadline], horizon: Instant, pausesForWebhooks: Bool) {
        self.merchant = merchant
        self.deadlines = deadlines
        self.horizon = horizon
        self.pausesForWebhooks = pausesForWebhooks
    }

    package struct Arrival: Hashable, Sendable {
        /// Where the clock stands now.
        package let at: Instant
        /// Deadlines that happened.
        package let fired: Int
    }
}

/// What the writer tells whoever waits.
package enum WorkReply: Sendable {
    case reply(Reply)
    /// Decided in an earlier batch: read it there, off the writer's thread.
    case decidedBefore(DecisionPlace)
    /// Written, where there was nothing to decide.
    case written
    case arrived(Leg.Arrival)
    /// Not written: a condition on this document did not hold.
    case conflict(DocumentKey)
    case data(DataReply)
}
