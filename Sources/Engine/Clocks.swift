package import PaymentCore
import Synchronization

/// What time it is, for each merchant. Clocks are documents of the store; the writer alone changes them, so that every
/// command before a change is decided by the old time and every one after it by the new.
package final class Clocks: Sendable {
    let time: any TimeSource
    private let current: Mutex<ClockTable>
    /// Clocks that run on from where they had come, which the store does not know yet.
    private let settled: Mutex<[MerchantID: MerchantClock]>

    private static let collection = DocumentCollection(
        merchant: MerchantID(high: 0, low: 0), wire: WireName("server"), kind: "clock")
    /// Clocks read at the start at most.
    private static let limit = 1_000_000

    /// A clock that was travelling when the server ended runs on from where it had come.
    package init(_ reader: any PaymentReader, time: any TimeSource) throws(StoreError) {
        self.time = time
        var table = ClockTable()
        var settled: [MerchantID: MerchantClock] = [:]
        let page = DocumentPage(limit: Self.limit, order: .oldestFirst)
        for document in try reader.documents(of: Self.collection, page: page) {
            do throws(CorruptRecord) {
                let clock = try MerchantClock(canonicalBytes: document.bytes)
                let merchant = try MerchantID(canonicalBytes: document.key.id)
                table[merchant] = clock.settled(at: time.now())
                if clock.isTravelling { settled[merchant] = table[merchant] }
            } catch {
                throw .corrupt(hint: "a merchant's clock cannot be read: \(error.what)")
            }
        }
        current = Mutex(table)
        self.settled = Mutex(settled)
    }

    /// To be written before anything is decided: otherwise the next start would begin where the journey ended, and time would
    /// go back.
    var unwritten: [MerchantID: MerchantClock] { settled.withLock { $0 } }

    package func now(of merchant: MerchantID) -> Instant { table.now(of: merchant, at: time.now()) }
    package func clock(of merchant: MerchantID) -> MerchantClock { table[merchant] }

    /// As of now; a batch is decided by one such table.
    var table: ClockTable { current.withLock { $0 } }

    /// Asked before anything is looked for that is to be reported on later.
    package func era(of merchant: MerchantID) -> Era { table.era(of: merchant) }

    /// After the batch that wrote it. `renewed` has other data since then.
    func publish(_ changes: [MerchantID: MerchantClock], renewed: MerchantID?) {
        guard !changes.isEmpty || renewed != nil else { return }
        settled.withLock { settled in for merchant in changes.keys { settled[merchant] = nil } }
        current.withLock { table in
            for (merchant, clock) in changes { table[merchant] = clock }
            if let renewed { table.beginEra(of: renewed) }
        }
    }

    static func write(_ clock: MerchantClock, of merchant: MerchantID) -> DocumentWrite {
        let key = DocumentKey(collection, merchant.bytes)
        return clock == .real ? .remove(key) : .put(Document(key: key, bytes: clock.canonicalBytes))
    }
}

extension MerchantClock {
    fileprivate func settled(at real: Instant) -> MerchantClock {
        guard case .travelling(let at) = self else { return self }
        return .running(ahead: Interval(milliseconds: at.milliseconds - real.milliseconds))
    }
}
