import Engine
import PaymentCore

/// Where the events of a batch came to stand, payment by payment.
struct EventPlaces {
    /// Of one payment: its events follow each other by sequence.
    struct Run {
        let merchant: MerchantID
        /// The last event of before the batch, and its number; 0 and nil before a payment's first.
        let lastSequence: Int
        let lastNumber: Int64?
        private var number: Int64?
        /// Behind the first: most batches bring a payment no more than one.
        private var more: [Int64] = []

        fileprivate init(_ merchant: MerchantID, after before: CommittedPayments.Entry?) {
            self.merchant = merchant
            lastSequence = before?.record.payment.state.sequence ?? 0
            lastNumber = before?.lastEvent
        }

        var nextSequence: Int { lastSequence + (number == nil ? 0 : 1 + more.count) + 1 }
        /// The number of the event before the next one.
        var previous: Int64? { more.last ?? number ?? lastNumber }

        subscript(sequence: Int) -> Int64? {
            let place = sequence - lastSequence - 1
            if place == 0 { return number }
            return more.indices.contains(place - 1) ? more[place - 1] : nil
        }

        fileprivate mutating func add(_ number: Int64) {
            if self.number == nil { self.number = number } else { more.append(number) }
        }
    }

    private var runs: [PaymentID: Run] = [:]

    /// Of the payments that a batch touches, and as they were before.
    init(_ records: [PaymentRecord], over entries: [PaymentID: CommittedPayments.Entry]) {
        runs.reserveCapacity(records.count)
        for payment in records.lazy.map(\.payment) {
            runs[payment.id] = Run(payment.birth.merchant, after: entries[payment.id])
        }
    }

    subscript(payment: PaymentID) -> Run? { runs[payment] }

    /// Takes down the number of an event, and tells of its payment as it was without it. An event that does not follow the one
    /// before it is corrupt.
    mutating func add(_ number: Int64, of event: Event) throws(CorruptRecord) -> Run {
        guard let run = runs[event.payment], run.nextSequence == event.sequence else {
            throw CorruptRecord("I8: event \(event.sequence) after \((runs[event.payment]?.nextSequence ?? 1) - 1)")
        }
        runs[event.payment]?.add(number)
        return run
    }
}
