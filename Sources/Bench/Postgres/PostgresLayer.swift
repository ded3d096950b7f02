import Crypto
import DialectKit
import Engine
import PaymentCore
import PostgresStore

/// The store alone, in this process: batches decided and written one after the other on one connection.
final class PostgresLayer {
    private let store: PostgresStore
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
        store = try PostgresStore(address, writer: identifiers.next())
        self.identifiers = identifiers
        payments = (0..<count).map { _ in identifiers.next() }
        try write(payments.map(template.creation))
    }

    /// Captures per second, no payment twice in a batch.
    func run(seconds length: Double, batch: Int) throws -> Double {
        let begin = nanoseconds()
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
        return Double(count) / seconds(since: begin)
    }

    func close() throws { try store.close() }

    private func write(_ works: [Work]) throws {
        guard case .written(let replies, _) = try writer.write(works, to: store, at: identifiers.now()),
            replies.allSatisfy(\.isAccepted)
        else { throw Trouble("a batch was not written, or not accepted") }
    }
}
