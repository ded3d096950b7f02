package import Engine
import Ledger
package import PaymentCore
import Synchronization

extension MemoryStore: PaymentReader {
    package func payment(_ id: PaymentID) throws(StoreError) -> Payment? {
        tables.withLock { $0.payments[id]?.payment }
    }

    package func events(of id: PaymentID) throws(StoreError) -> [Event] {
        tables.withLock { $0.events[id, default: []].map(\.event) }
    }

    package func payments(of account: AccountID, page: Page) throws(StoreError) -> [Payment] {
        payments(page) { $0.account == account }
    }

    package func payments(ofMerchant merchant: MerchantID, page: Page) throws(StoreError) -> [Payment] {
        payments(page) { $0.merchant == merchant }
    }

    package func trialBalance(of merchant: MerchantID) throws(StoreError) -> [AccountBalance] {
        let (payments, events) = tables.withLock { ($0.payments, $0.events) }
        var sums: [Currency: [LedgerAccount: Int128]] = [:]
        for payment in payments.values.map(\.payment) where payment.birth.merchant == merchant {
            for entry in events[payment.id, default: []].flatMap({
                $0.event.journal(in: payment.currency)?.entries ?? []
            }) {
                sums[payment.currency, default: [:]][entry.account, default: 0] += Int128(entry.signed)
            }
        }
        return sums.sorted { $0.key.code < $1.key.code }.flatMap { currency, accounts in
            accounts.sorted { $0.key.rawValue < $1.key.rawValue }.filter { $0.value != 0 }.map {
                AccountBalance(account: $0.key, currency: currency, amount: max(Int64(clamping: $0.value), -.max))
            }
        }
    }

    private func payments(_ page: Page, _ isOwn: (Payment.Birth) -> Bool) -> [Payment] {
        let all = tables.withLock { $0.payments.values.map(\.payment) }
        let own = all.filter { isOwn($0.birth) }.sorted { $0.id < $1.id }
        let stretch =
            switch page.order {
            case .oldestFirst: own.filter { payment in page.from.map { $0 <= payment.id } ?? true }
            case .newestFirst: own.reversed().filter { payment in page.from.map { payment.id <= $0 } ?? true }
            }
        return Array(stretch.prefix(page.limit))
    }

    package func acceptance(_ place: DecisionPlace) throws(StoreError) -> Acceptance {
        let (birth, history) = tables.withLock {
            ($0.payments[place.payment]?.payment.birth, $0.events[place.payment, default: []])
        }
        let last = place.sequence + place.eventCount - 1
        guard let birth, place.sequence >= 1, place.eventCount >= 1, last <= history.count else {
            throw .corrupt(hint: "I5: a claim points past its payment's events")
        }
        let state = history[last - 1].state
        let carrier = history[state.detailsSequence - 1]
        let current = history.last.map { history[$0.state.detailsSequence - 1].event.details }
        let payment = Payment(
            id: place.payment, birth: birth, state: state,
            details: carrier.isErased ? current ?? .none : carrier.event.details)
        return Acceptance(payment: payment, events: history[(place.sequence - 1)..<last].map(\.event))
    }

    package func settlement(_ id: SettlementID) throws(StoreError) -> Settlement? {
        let parts = settled(by: id)
        guard let birth = parts.first?.payment.birth else { return nil }
        return Settlement(
            id: id, merchant: birth.merchant, account: birth.account, currency: birth.requested.currency,
            net: parts.reduce(0) { $0 + $1.net }, payments: parts.count)
    }

    package func settlements(of merchant: MerchantID, page: SettlementPage) throws(StoreError) -> [Settlement] {
        let ids = Set(tables.withLock { $0.events.values.joined().compactMap(\.event.settlement) })
        var own: [Settlement] = []
        for id in page.order == .newestFirst ? ids.sorted(by: >) : ids.sorted() {
            if let from = page.from, page.order == .newestFirst ? id > from : id < from { continue }
            guard let settlement = try settlement(id), settlement.merchant == merchant else { continue }
            if page.account.map({ $0 == settlement.account }) ?? true { own.append(settlement) }
        }
        return Array(own.prefix(page.limit))
    }

    package func payments(settledBy settlement: SettlementID, page: Page) throws(StoreError) -> [Payment] {
        let all = settled(by: settlement).map(\.payment)
        let ordered = page.order == .newestFirst ? all.reversed() : all
        guard let from = page.from else { return Array(ordered.prefix(page.limit)) }
        return Array(ordered.drop { $0.id != from }.prefix(page.limit))
    }

    /// In the order in which they were written.
    private func settled(by settlement: SettlementID) -> [(payment: Payment, net: Int64)] {
        tables.withLock { tables in
            tables.batches.flatMap(\.events).compactMap { record in
                guard case .settled(settlement, let net) = record.event.fact else { return nil }
                return tables.payments[record.event.payment].map { ($0.payment, net) }
            }
        }
    }

    package func deadlines(
        of merchant: MerchantID, dueBy now: Instant, limit: Int
    ) throws(StoreError) -> [Deadline] {
        let all = tables.withLock { $0.deadlines }
        return Array(all.filter { $0.merchant == merchant && $0.due <= now }.sorted().prefix(limit))
    }

    package func nextDeadline(of merchant: MerchantID, after last: Instant) throws(StoreError) -> Instant? {
        let all = tables.withLock { $0.deadlines }
        return all.lazy.filter { $0.merchant == merchant && $0.due > last }.map(\.due).min()
    }

    package func nextDeadlines() throws(StoreError) -> [MerchantID: Instant] {
        let all = tables.withLock { $0.deadlines }
        return Dictionary(all.map { ($0.merchant, $0.due) }, uniquingKeysWith: min)
    }

    package func hasPayments(of merchant: MerchantID) throws(StoreError) -> Bool {
        tables.withLock { $0.payments.values.contains { $0.payment.birth.merchant == merchant } }
    }
}
