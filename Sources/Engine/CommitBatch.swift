package import PaymentCore

/// Everything that one batch writes, in one transaction.
package struct CommitBatch: Sendable {
    package let seal: BatchSeal
    package let at: Instant
    /// The last state of each payment the batch touched.
    package var payments: [PaymentRecord] = []
    /// In the order they happened.
    package var events: [EventRecord] = []
    package var claims: [ClaimDigest: ClaimRecord] = [:]
    package var newDeadlines: Set<Deadline> = []
    package var endedDeadlines: Set<Deadline> = []
    /// In the order they were asked for.
    package var documents: [DocumentWrite] = []
    package var attempts: [DeliveryAttempt] = []
    /// Notices, and deliveries that are to be made once more.
    package var deliveries: [DueDelivery] = []
    /// Clocks that the batch set; their documents are among `documents`.
    package var clocks: [MerchantID: MerchantClock] = [:]
    /// What is remembered of these merchants has changed; their documents are among `documents`.
    package var marks: [MerchantID: Mark] = [:]
    /// What it does with everything of a merchant; before anything else.
    package var data: DataChange?
    /// Claims that ended before then, by whoever's clock, may be forgotten.
    package var forgetsClaimsBy: Instant
    /// Payments whose rules broke, and how.
    package var quarantined: [PaymentID: String] = [:]
    /// Payments whose details are taken away, with what was sent of them and what they were found by, up to the event with
    /// that number, which is of this batch and stays. Before anything else.
    package var erased: [PaymentID: Int] = [:]

    package init(seal: BatchSeal, at: Instant) {
        self.seal = seal
        self.at = at
        forgetsClaimsBy = at
    }

    package var isEmpty: Bool {
        payments.isEmpty && events.isEmpty && claims.isEmpty && newDeadlines.isEmpty && endedDeadlines.isEmpty
            && quarantined.isEmpty && documents.isEmpty && attempts.isEmpty && deliveries.isEmpty
            && data == nil
    }
}

/// A delivery that is to be made at `due`, whether it is new or was made before.
package struct DueDelivery: Hashable, Sendable {
    package let place: DeliveryPlace
    package let merchant: MerchantID
    package let due: Instant

    package init(place: DeliveryPlace, merchant: MerchantID, due: Instant) {
        self.place = place
        self.merchant = merchant
        self.due = due
    }
}

/// An event as stored: with the payment's state after it, its place in the hash chain, and whom it notifies.
package struct EventRecord: Hashable, Sendable {
    package let event: Event
    private let shared: Payment.SharedState
    private let spelled: Spelled?
    /// Random bytes that keep the commitment from being guessed; empty without details.
    package let salt: [UInt8]
    /// SHA-256 over salt and details; stays when the details are erased. Empty without details.
    package let commitment: [UInt8]
    package let hash: [UInt8]
    /// One outbox row each (I6).
    package let endpoints: [String]
    /// When they are to hear of it: at the event's instant, or before, where the merchant's clock has been set back behind it.
    /// Written, never read back with the event.
    package let due: Instant
    /// What the payment is found by from then on. Written, never read back with the event.
    package let names: [SearchName]

    package init(
        event: Event, state: Payment.State, salt: [UInt8], commitment: [UInt8], hash: [UInt8], endpoints: [String],
        names: [SearchName] = []
    ) {
        self.init(
            event: event, state: Payment.SharedState(state), spelled: nil, salt: salt, commitment: commitment,
            hash: hash, endpoints: endpoints, due: event.at, names: names)
    }

    /// With what it took to hash the event, for those who write it down.
    init(
        event: Event, state: Payment.SharedState, spelled: Spelled?, salt: [UInt8], commitment: [UInt8],
        hash: [UInt8], endpoints: [String], due: Instant, names: [SearchName]
    ) {
        self.event = event
        self.shared = state
        self.spelled = spelled
        self.salt = salt
        self.commitment = commitment
        self.hash = hash
        self.endpoints = endpoints
        self.due = due
        self.names = names
    }

    /// Canonical bytes.
    struct Spelled: Hashable {
        let body: [UInt8]
        let state: [UInt8]
    }

    package var state: Payment.State { shared.state }
    /// The canonical bytes of the event's fact.
    package var body: [UInt8] { spelled?.body ?? event.fact.canonicalBytes }
    /// The canonical bytes of the state.
    package var stateBytes: [UInt8] { spelled?.state ?? state.canonicalBytes }
}
