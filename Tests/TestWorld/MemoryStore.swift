package import Engine
package import PaymentCore
import Synchronization

/// The reference model of a store: tables as plain values, every rule of the schema written out. Other stores are right
/// when they do what this one does.
package final class MemoryStore: Store, Sendable {
    let tables = Mutex(Tables())

    package init() {}

    package func execute(_ keys: WorkingSet.Keys, _ decide: (WorkingSet) -> CommitBatch) throws(StoreError) {
        // Not under the lock while deciding: readers go on beside the one writer.
        let commit = decide(tables.withLock { $0.load(keys) })
        guard !commit.isEmpty else { return }
        try tables.withLock { (tables) throws(StoreError) in
            do throws(InvariantBroken) {
                try tables.check(commit)
            } catch {
                throw StoreError.notCommitted(hint: "\(error.name): \(error.detail)")
            }
            tables.apply(commit)
        }
    }

    package func holds(batch number: Int64) throws(StoreError) -> Bool {
        tables.withLock { $0.batches.contains { $0.seal.number == number } }
    }

    package func close() throws(StoreError) {}

    /// Changes what is stored behind every rule's back, as a damaged disk would.
    package func damage(_ change: (inout Tables) -> Void) { tables.withLock { change(&$0) } }

    package struct Tables: Sendable {
        package var payments: [PaymentID: PaymentRecord] = [:]
        /// The events of each payment, oldest first.
        package var events: [PaymentID: [EventRecord]] = [:]
        package var claims: [ClaimDigest: ClaimRecord] = [:]
        package var deadlines: Set<Deadline> = []
        package var batches: [Batch] = []
        package var documents: [DocumentKey: Document] = [:]
        package var outbox: [DeliveryPlace: OutboxRow] = [:]
        package var attempts: [DeliveryAttempt] = []
        package var snapshots: [MerchantID: [Snapshot]] = [:]
        /// What each snapshot holds.
        var kept: [SnapshotID: Tables] = [:]

        package var lastBatch: BatchSeal { batches.last?.seal ?? .first }
    }

    package struct OutboxRow: Sendable {
        /// Nil once delivered or given up.
        package var due: Instant?
        package var attempts = 0
        /// Whose notice it is; nil for a payment's, which knows its merchant.
        package var merchant: MerchantID?
    }

    package struct Batch: Sendable {
        package var seal: BatchSeal
        package let at: Instant
        /// What it wrote, in the order it happened.
        package let events: [EventRecord]
    }
}

extension MemoryStore.Tables {
    fileprivate func load(_ keys: WorkingSet.Keys) -> WorkingSet {
        var set = WorkingSet(
            claims: claims.filter { keys.claims.contains($0.key) }, deadlines: deadlines.intersection(keys.deadlines),
            documents: documents.filter { keys.documents.contains($0.key) || keys.glances.contains($0.key) },
            lastBatch: lastBatch)
        for merchant in keys.holdings {
            set.holdings[merchant] = Holdings(
                payments: payments.values.count { $0.payment.birth.merchant == merchant },
                snapshots: snapshots[merchant, default: []])
        }
        for id in keys.payments {
            guard let record = payments[id] else { continue }
            do {
                try record.payment.checkAmounts()
                set.payments[id] = record
            } catch {
                set.unreadable[id] = "\(error.name): \(error.detail)"
            }
        }
        return set
    }

    /// What the schema refuses.
    fileprivate func check(_ commit: CommitBatch) throws(InvariantBroken) {
        guard commit.seal.number == lastBatch.number + 1 else {
            throw InvariantBroken("chain", "batch \(commit.seal.number) after \(lastBatch.number)")
        }
        var last = events.mapValues(\.count)
        for record in commit.events {
            let event = record.event
            guard event.sequence == last[event.payment, default: 0] + 1 else {
                throw InvariantBroken("I8", "event \(event.sequence) after \(last[event.payment, default: 0])")
            }
            last[event.payment] = event.sequence
            guard Set(record.endpoints).count == record.endpoints.count else {
                throw InvariantBroken("I6", "two outbox rows for one endpoint")
            }
        }
        for record in commit.payments {
            try record.payment.checkAmounts()
            guard last[record.payment.id, default: 0] > 0 else {
                throw InvariantBroken("I8", "a payment without an event")
            }
            if let stored = payments[record.payment.id], stored.payment.birth != record.payment.birth {
                throw InvariantBroken("I10", "a payment's birth has changed")
            }
        }
        for claim in commit.claims.values {
            guard case .accepted(let place) = claim.outcome else { continue }
            guard
                commit.events.contains(where: {
                    $0.event.payment == place.payment && $0.event.sequence == place.sequence
                })
            else { throw InvariantBroken("I5", "a claim on a decision of another batch") }
        }
    }

    fileprivate mutating func apply(_ commit: CommitBatch) {
        if let data = commit.data { apply(data) }
        for (id, sequence) in commit.erased { erase(detailsOf: id, before: sequence) }
        for record in commit.events {
            events[record.event.payment, default: []].append(record)
            for endpoint in record.endpoints {
                let place = DeliveryPlace(
                    payment: record.event.payment, sequence: record.event.sequence, endpoint: endpoint)
                outbox[place] = MemoryStore.OutboxRow(due: record.due)
            }
        }
        for record in commit.payments {
            // Only `quarantined` sets a payment aside, and only a person lets it back.
            let quarantine = payments[record.payment.id]?.quarantine
            payments[record.payment.id] = PaymentRecord(
                payment: record.payment, head: record.head, quarantine: quarantine)
        }
        for (id, reason) in commit.quarantined { payments[id]?.quarantine = reason }
        claims.merge(commit.claims) { _, new in new }
        deadlines.subtract(commit.endedDeadlines)
        deadlines.formUnion(commit.newDeadlines)
        for document in commit.documents { apply(document) }
        for attempt in commit.attempts { apply(attempt) }
        for delivery in commit.deliveries { apply(delivery) }
        batches.append(MemoryStore.Batch(seal: commit.seal, at: commit.at, events: commit.events))
        if commit.seal.number % 16 == 0 { forgetExpiredClaims(at: commit.forgetsClaimsBy) }
    }

    private mutating func apply(_ write: DocumentWrite) {
        switch write {
        case .put(let document): documents[document.key] = document
        case .remove(let key): documents[key] = nil
        }
    }

    /// Only the attempt after the last one counts; a repeated record changes nothing.
    private mutating func apply(_ attempt: DeliveryAttempt) {
        guard outbox[attempt.place]?.attempts == attempt.number - 1 else { return }
        outbox[attempt.place]?.due = attempt.next
        outbox[attempt.place]?.attempts = attempt.number
        attempts.append(attempt)
    }

    private mutating func apply(_ delivery: DueDelivery) {
        if outbox[delivery.place] == nil {
            outbox[delivery.place] = MemoryStore.OutboxRow(due: delivery.due, merchant: delivery.merchant)
        } else if merchant(of: delivery.place) == delivery.merchant {
            outbox[delivery.place]?.due = delivery.due
        }
    }

    func merchant(of place: DeliveryPlace) -> MerchantID? {
        outbox[place]?.merchant ?? payments[place.payment]?.payment.birth.merchant
    }

    private mutating func forgetExpiredClaims(at now: Instant) {
        claims = claims.filter { _, claim in claim.expiresAt.map { $0 > now } ?? true }
    }
}
