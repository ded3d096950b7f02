import Crypto
import DialectKit
import Engine
import PaymentCore
import PostgresStore

/// The store in this process: batches written one after the other on one connection.
final class PostgresLayer {
    private let store: TimedStore
    private let template: Template
    private let payments: [PaymentID]
    private let identifiers: IdentifierSource
    private let writer = BatchWriter(outbox: NobodyListens())
    private let digests = DigestKey(SymmetricKey(size: .bits256))
    private var number = 0

    /// On `count` payments of its own, made like the one that is named.
    init(_ address: String, like name: String, payments count: Int, identifiers: IdentifierSource) throws {
        guard let address = DatabaseAddress(address), let id: PaymentID = PrefixedName.read(name, "pmt_") else {
            throw Trouble("this is not the address of a PostgreSQL: name one as postgres://… with --store")
        }
        template = try Template(try PostgresReader(address, lanes: 1).events(of: id))
        store = TimedStore(try PostgresStore(address, writer: identifiers.next()))
        self.identifiers = identifiers
        payments = (0..<count).map { _ in identifiers.next() }
        try write(payments.map(template.creation))
    }

    /// Captures per second: what the store takes for them, and what making and deciding them takes too.
    struct Rates {
        let store: Double
        let all: Double
    }

    /// No payment comes twice in a batch.
    func run(seconds length: Double, batch: Int) throws -> Rates {
        let (begin, before) = (nanoseconds(), store.nanoseconds)
        var count = 0
        while seconds(since: begin) < length {
            try write(
                (0..<batch).map { _ in
                    number += 1
                    return template.capture(
                        payments[number % payments.count], identifiers.next(), number: number, digests: digests)
                })
            count += batch
        }
        return Rates(
            store: Double(count) / (Double(store.nanoseconds - before) / 1e9),
            all: Double(count) / seconds(since: begin))
    }

    func close() throws { try store.close() }

    private func write(_ works: [Work]) throws {
        guard case .written(let replies, _) = try writer.write(works, to: store, at: identifiers.now()),
            replies.allSatisfy(\.isAccepted)
        else { throw Trouble("a batch was not written, or not accepted") }
    }
}

/// Takes down how long the store is at work: loading, writing and committing, but not deciding in between.
private final class TimedStore: Store {
    private let inner: PostgresStore
    private(set) var nanoseconds: UInt64 = 0

    init(_ inner: PostgresStore) { self.inner = inner }

    func execute(_ keys: WorkingSet.Keys, _ decide: (WorkingSet) -> CommitBatch) throws(StoreError) {
        let begin = Bench.nanoseconds()
        var deciding: UInt64 = 0
        try inner.execute(keys) { set in
            let start = Bench.nanoseconds()
            defer { deciding += Bench.nanoseconds() - start }
            return decide(set)
        }
        nanoseconds += Bench.nanoseconds() - begin - deciding
    }

    func holds(batch number: Int64) throws(StoreError) -> Bool { try inner.holds(batch: number) }
    func close() throws(StoreError) { try inner.close() }
}
