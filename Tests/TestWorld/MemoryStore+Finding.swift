package import Engine
import Ledger
package import PaymentCore
import Synchronization

extension MemoryStore: PaymentFinder {
    package func payments(
        of merchant: MerchantID, _ filter: PaymentFilter, olderThan place: BirthPlace?, limit: Int
    ) throws(StoreError) -> FoundPayments {
        let own = all(of: merchant).sorted { BirthPlace($0) > BirthPlace($1) }
        let older = own.filter { payment in place.map { BirthPlace(payment) < $0 } ?? true }
        let found = older.filter(filter.fits)
        let page = Array(found.prefix(limit))
        return FoundPayments(
            payments: page, next: found.count > limit ? page.last.map { BirthPlace($0) } : nil, isCutShort: false)
    }

    package func payments(
        of merchant: MerchantID, named beginning: SearchName, limit: Int
    ) throws(StoreError) -> [Payment] {
        let own = all(of: merchant)
        let events = tables.withLock { $0.events }
        var named: [(name: SearchName, payment: Payment)] = []
        for payment in own {
            for name in events[payment.id, default: []].flatMap(\.names) where name.text.hasPrefix(beginning.text) {
                named.append((name, payment))
            }
        }
        named.sort { one, other in
            let (left, right) = (Array(one.name.text.utf8), Array(other.name.text.utf8))
            return left == right ? one.payment.id < other.payment.id : left.lexicographicallyPrecedes(right)
        }
        var found: [Payment] = []
        for payment in named.map(\.payment) where !found.contains(payment) { found.append(payment) }
        return Array(found.prefix(limit))
    }

    package func volumes(of merchant: MerchantID, since start: Instant) throws(StoreError) -> [DayVolume] {
        let own = all(of: merchant)
        let events = tables.withLock { $0.events }
        var sums: [Int64: [Currency: (captured: Int128, refunded: Int128)]] = [:]
        for payment in own {
            for event in events[payment.id, default: []].map(\.event) where event.at >= start {
                let payable = event.movement.payable
                guard payable != 0 else { continue }
                sums[event.at.milliseconds / 86_400_000, default: [:]][payment.currency, default: (0, 0)].captured +=
                    Int128(max(payable, 0))
                sums[event.at.milliseconds / 86_400_000, default: [:]][payment.currency, default: (0, 0)].refunded +=
                    Int128(max(-payable, 0))
            }
        }
        return sums.sorted { $0.key < $1.key }.flatMap { day, currencies in
            currencies.sorted { $0.key.code < $1.key.code }.map { currency, sum in
                DayVolume(
                    day: Instant(milliseconds: day * 86_400_000), currency: currency,
                    captured: Int64(clamping: sum.captured), refunded: Int64(clamping: sum.refunded))
            }
        }
    }

    private func all(of merchant: MerchantID) -> [Payment] {
        tables.withLock { $0.payments.values.map(\.payment) }.filter { $0.birth.merchant == merchant }
    }
}
