package import PaymentCore
import Synchronization

/// What time it is, for each merchant. Clocks are documents of the store; writers alone change them, so that every command
/// before a change is decided by the old time and every one after it by the new. Among nodes a batch reads the clocks of its
/// merchants itself; what is remembered here is for those who look, and may be behind by as long as a message takes.
package final class Clocks: Sendable {
    private let reader: any PaymentReader
    let time: any TimeSource
    private let current: Mutex<ClockTable>
    /// Clocks that go on from where they had come, which the store does not know yet.
    private let settled: Mutex<[MerchantID: MerchantClock]>

    private static let collection = DocumentCollection(
        merchant: MerchantID(high: 0, low: 0), wire: WireName("server"), kind: "clock")
    /// Read at the start at most.
    private static let all = DocumentPage(limit: 1_000_000, order: .oldestFirst)

    /// A clock that was travelling when the server ended goes on from where it had come; among nodes another may be at it, and
    /// `orphans` tells.
    package init(_ reader: any PaymentReader, time: any TimeSource, isShared: Bool = false) throws(StoreError) {
        self.reader = reader
        self.time = time
        var table = ClockTable()
        var settled: [MerchantID: MerchantClock] = [:]
        // The marks first: what is read after them is at least as new.
        if isShared { for (merchant, mark) in try Self.marks(in: reader) { table.note(mark, of: merchant) } }
        for document in try reader.documents(of: Self.collection, page: Self.all) {
            do throws(CorruptRecord) {
                let clock = try MerchantClock(canonicalBytes: document.bytes)
                let merchant = try MerchantID(canonicalBytes: document.key.id)
                table[merchant] = isShared ? clock : clock.settled(at: time.now())
                if !isShared, clock.isTravelling { settled[merchant] = table[merchant] }
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
    package var table: ClockTable { current.withLock { $0 } }

    /// Asked before anything is looked for that is to be reported on later.
    package func era(of merchant: MerchantID) -> Era { table.era(of: merchant) }

    /// After the batch that wrote it.
    func publish(_ changes: [MerchantID: MerchantClock], marks: [MerchantID: Mark]) {
        guard !changes.isEmpty || !marks.isEmpty else { return }
        settled.withLock { settled in for merchant in changes.keys { settled[merchant] = nil } }
        current.withLock { table in
            for (merchant, clock) in changes { table[merchant] = clock }
            for (merchant, mark) in marks { table.note(mark, of: merchant) }
        }
    }

    static func key(of merchant: MerchantID) -> DocumentKey { DocumentKey(collection, merchant.bytes) }

    static func write(_ clock: MerchantClock, of merchant: MerchantID) -> DocumentWrite {
        let key = key(of: merchant)
        return clock == .real ? .remove(key) : .put(Document(key: key, bytes: clock.canonicalBytes))
    }

    /// Real time for no document, and for one that cannot be read.
    static func clock(in document: Document?) -> MerchantClock {
        document.flatMap { try? MerchantClock(canonicalBytes: $0.bytes) } ?? .real
    }
}

// MARK: What other nodes did

extension Clocks {
    private static func marks(in reader: any PaymentReader) throws(StoreError) -> [MerchantID: Mark] {
        var marks: [MerchantID: Mark] = [:]
        for document in try reader.documents(of: Mark.collection, page: all) {
            if let merchant = try? MerchantID(canonicalBytes: document.key.id) { marks[merchant] = Mark(document) }
        }
        return marks
    }

    /// Merchants of whom another node has changed something that is remembered here.
    func changedElsewhere() throws(StoreError) -> [MerchantID] {
        let marks = try Self.marks(in: reader)
        let table = table
        return marks.filter { $0.value != table.mark(of: $0.key) }.keys.sorted()
    }

    /// Reads a merchant's clock anew, and whatever `others` read; only then is the mark known.
    func recall(
        _ merchant: MerchantID, _ others: (_ renewed: Bool) throws(StoreError) -> Void
    ) throws(StoreError) {
        let mark = Mark(try reader.document(Mark.key(of: merchant)))
        let clock = Self.clock(in: try reader.document(Self.key(of: merchant)))
        try others(mark.era != table.mark(of: merchant).era)
        current.withLock { table in
            table[merchant] = clock
            table.note(mark, of: merchant)
        }
    }

    /// What is remembered of a merchant could not be read: the next batch tries again.
    func distrust(_ merchant: MerchantID) {
        current.withLock { $0.note(Mark(change: [], era: $0.mark(of: merchant).era), of: merchant) }
    }

    /// Clocks that travel without anybody: how they go on. Each comes with its errand. What cannot be read now is left for
    /// another look.
    func takeOrphans(_ duties: any Duties) -> [MerchantID: MerchantClock] {
        var found: [MerchantID: MerchantClock] = [:]
        for (merchant, clock) in table.own where clock.isTravelling {
            guard (try? duties.begin(.journey(merchant))) == true else { continue }
            if let document = try? reader.document(Self.key(of: merchant)), Self.clock(in: document).isTravelling {
                found[merchant] = Self.clock(in: document).settled(at: time.now())
            } else {
                duties.end(.journey(merchant))
            }
        }
        return found
    }
}
