package import PaymentCore

/// A delivery with what became of it so far.
package struct DeliveryRecord: Hashable, Sendable {
    package let place: DeliveryPlace
    /// When it is tried next; nil once it was delivered or given up.
    package let due: Instant?
    /// Attempts made so far.
    package let attempts: Int
    package let state: DeliveryState

    /// `lastStatus` is what the last attempt was answered.
    package init(place: DeliveryPlace, due: Instant?, attempts: Int, lastStatus: Int?) {
        self.place = place
        self.due = due
        self.attempts = attempts
        let isDelivered = lastStatus.map { (200..<300).contains($0) } ?? false
        state = due != nil ? .pending : isDelivered ? .delivered : .failed
    }
}

package enum DeliveryState: Int, Hashable, Sendable {
    case pending = 1
    case delivered, failed
}

/// Which deliveries of a merchant are wanted.
package struct DeliveryFilter: Hashable, Sendable {
    /// Only those of one payment, or one notice.
    package var payment: PaymentID?
    /// Only those to one subscription or address, whatever the topic.
    package var lane: String?
    package var state: DeliveryState?
    package var limit: Int

    /// The newest payments that are looked through at most, so that a question costs the same whoever asks it.
    package static let payments = 10_000

    package init(payment: PaymentID? = nil, lane: String? = nil, state: DeliveryState? = nil, limit: Int) {
        self.payment = payment
        self.lane = lane
        self.state = state
        self.limit = limit
    }
}

/// Where notices lie, so that their deliveries are found: the name of each is the payment of its `DeliveryPlace`.
package enum Notices {
    package static func collection(of merchant: MerchantID) -> DocumentCollection {
        DocumentCollection(merchant: merchant, wire: WireName("server"), kind: "notice")
    }
}

/// What became of webhooks, for whoever looks back.
package protocol DeliveryHistory: Sendable {
    /// The newest payments first, within a payment the newest events; notices after them.
    func deliveries(of merchant: MerchantID, _ filter: DeliveryFilter) throws(StoreError) -> [DeliveryRecord]
    /// Attempts of a payment's deliveries, oldest first.
    func attempts(of payment: PaymentID) throws(StoreError) -> [DeliveryAttempt]
}
