package import Engine
package import PaymentCore
import Synchronization

/// What lies beside payments: documents, and webhooks on their way.
extension MemoryStore {
    package func document(_ key: DocumentKey) throws(StoreError) -> Document? { tables.withLock { $0.documents[key] } }

    package func documents(
        of collection: DocumentCollection, page: DocumentPage
    ) throws(StoreError) -> [Document] {
        let all = tables.withLock { Array($0.documents.values) }.filter { $0.key.collection == collection }
        let sorted = all.sorted { $0.key.id.lexicographicallyPrecedes($1.key.id) }
        let stretch =
            switch page.order {
            case .oldestFirst:
                sorted.filter { document in
                    page.from.map { !document.key.id.lexicographicallyPrecedes($0) } ?? true
                }
            case .newestFirst:
                sorted.reversed().filter { document in
                    page.from.map { !$0.lexicographicallyPrecedes(document.key.id) } ?? true
                }
            }
        return Array(stretch.prefix(page.limit))
    }
}

extension MemoryStore: DeliveryReader {
    package func deliveries(
        of merchant: MerchantID, dueBy now: Instant, after last: WaitingDelivery?, limit: Int
    ) throws(StoreError) -> [WaitingDelivery] {
        var first: [DeliveryPlace: WaitingDelivery] = [:]
        for (place, row) in tables.withLock({ $0.outbox(of: merchant) }) {
            guard let due = row.due else { continue }
            if let known = first[place.lane], known.place.isBefore(place) { continue }
            first[place.lane] = WaitingDelivery(place: place, due: due, attempts: row.attempts)
        }
        let due = first.values.filter { delivery in
            delivery.due <= now && last.map { $0.comes(before: delivery) } ?? true
        }
        return Array(due.sorted { $0.comes(before: $1) }.prefix(limit))
    }

    package func nextDelivery(of merchant: MerchantID, after last: Instant) throws(StoreError) -> Instant? {
        tables.withLock { $0.outbox(of: merchant).values.compactMap(\.due).filter { $0 > last }.min() }
    }

    package func nextDeliveries() throws(StoreError) -> [MerchantID: Instant] {
        let tables = tables.withLock { $0 }
        let waiting = tables.outbox.compactMap { place, row in
            row.due.flatMap { due in tables.merchant(of: place).map { ($0, due) } }
        }
        return Dictionary(waiting, uniquingKeysWith: min)
    }

    package func attempts(of payment: PaymentID) throws(StoreError) -> [DeliveryAttempt] {
        tables.withLock { $0.attempts }.filter { $0.place.payment == payment }.sorted {
            ($0.place.sequence, $0.place.endpoint, $0.number) < ($1.place.sequence, $1.place.endpoint, $1.number)
        }
    }
}

extension MemoryStore.Tables {
    fileprivate func outbox(of merchant: MerchantID) -> [DeliveryPlace: MemoryStore.OutboxRow] {
        outbox.filter { self.merchant(of: $0.key) == merchant }
    }
}

extension DeliveryPlace {
    /// What is delivered one after the other: the events of one payment to one endpoint, whatever the topic.
    fileprivate var lane: DeliveryPlace {
        DeliveryPlace(payment: payment, sequence: 0, endpoint: SubscriptionEndpoint.lane(of: endpoint))
    }

    fileprivate func isBefore(_ other: DeliveryPlace) -> Bool {
        (sequence, endpoint) < (other.sequence, other.endpoint)
    }
}

extension MemoryStore: DeliveryHistory {
    package func deliveries(of merchant: MerchantID, _ filter: DeliveryFilter) throws(StoreError) -> [DeliveryRecord] {
        let tables = tables.withLock { $0 }
        let records = tables.outbox(of: merchant).map { place, row in
            let last = tables.attempts.first { $0.place == place && $0.number == row.attempts }
            return DeliveryRecord(place: place, due: row.due, attempts: row.attempts, lastStatus: last?.status)
        }
        let wanted = records.filter { record in
            (filter.payment.map { $0 == record.place.payment } ?? true)
                && (filter.lane.map { $0 == SubscriptionEndpoint.lane(of: record.place.endpoint) } ?? true)
                && (filter.state.map { $0 == record.state } ?? true)
        }
        let sorted = wanted.sorted { one, other in
            let (one, other) = (one.place, other.place)
            if one.isNotice != other.isNotice { return other.isNotice }
            if one.payment != other.payment { return one.payment > other.payment }
            return (-one.sequence, one.endpoint) < (-other.sequence, other.endpoint)
        }
        return Array(sorted.prefix(filter.limit))
    }
}

extension WaitingDelivery {
    fileprivate func comes(before other: WaitingDelivery) -> Bool {
        (due, place.payment, place.sequence, place.endpoint)
            < (other.due, other.place.payment, other.place.sequence, other.place.endpoint)
    }
}
