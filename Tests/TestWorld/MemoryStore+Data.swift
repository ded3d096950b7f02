package import Engine
package import PaymentCore
import Synchronization

/// Everything of one merchant at once. The hashes of erased events stay with their batches.
extension MemoryStore: SnapshotReader {
    package func snapshots(of merchant: MerchantID) throws(StoreError) -> [Snapshot] {
        tables.withLock { $0.snapshots[merchant, default: []] }
    }
}

extension MemoryStore.Tables {
    mutating func apply(_ change: DataChange) {
        switch change.kind {
        case .erase: self = part { $0 != change.merchant }
        case .keep(let snapshot):
            snapshots[change.merchant, default: []].append(snapshot)
            kept[snapshot.id] = part { $0 == change.merchant }
        case .restore(let id):
            self = part { $0 != change.merchant }
            if let kept = kept[id] { add(kept) }
        case .forget(let id):
            snapshots[change.merchant]?.removeAll { $0.id == id }
            kept[id] = nil
        }
    }

    /// What belongs to the merchants that `isWanted` names; batches and snapshots as they are.
    private func part(_ isWanted: (MerchantID) -> Bool) -> MemoryStore.Tables {
        let ids = Set(payments.keys.filter { payments[$0].map { isWanted($0.payment.birth.merchant) } ?? false })
        var part = self
        part.payments = payments.filter { ids.contains($0.key) }
        part.events = events.filter { ids.contains($0.key) }
        part.claims = claims.filter { isWanted($0.value.merchant) }
        part.deadlines = deadlines.filter { isWanted($0.merchant) }
        part.documents = documents.filter { isWanted($0.key.collection.merchant) }
        part.outbox = outbox.filter { ids.contains($0.key.payment) }
        part.attempts = attempts.filter { ids.contains($0.place.payment) }
        return part
    }

    mutating func erase(detailsOf payment: PaymentID, before sequence: Int) {
        events[payment] = events[payment]?.map { record in
            guard record.event.sequence < sequence else { return record }
            let event = record.event
            return EventRecord(
                event: Event(payment: payment, sequence: event.sequence, at: event.at, fact: event.fact),
                state: record.state, salt: [], commitment: record.commitment, hash: record.hash,
                endpoints: record.endpoints)
        }
        attempts = attempts.map { attempt in
            let place = attempt.place
            guard place.payment == payment, place.sequence < sequence else { return attempt }
            return DeliveryAttempt(
                place: place, number: attempt.number, at: attempt.at, took: attempt.took, status: attempt.status,
                note: attempt.note, next: attempt.next)
        }
    }

    private mutating func add(_ part: MemoryStore.Tables) {
        payments.merge(part.payments) { $1 }
        events.merge(part.events) { $1 }
        claims.merge(part.claims) { $1 }
        deadlines.formUnion(part.deadlines)
        documents.merge(part.documents) { $1 }
        outbox.merge(part.outbox) { $1 }
        attempts += part.attempts
    }
}
