import Engine
import PaymentCore
import Synchronization
import TestWorld
import Testing

@Suite("Store contract: readers beside the writer", .timeLimit(.minutes(5)))
struct ConcurrentReadTests {
    private static let pair = [Shop.payment(1), Shop.payment(2)]

    @Test("a reader sees a batch as soon as it is committed", arguments: StoreKind.all)
    func atOnce(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let reader = try store.reader()
            for number in 1...50 {
                let id = Shop.payment(number)
                try store.write(id) { _ = $0.decide(Shop.create(), on: id) }
                #expect(try reader.payment(id)?.id == id)
                #expect(try reader.events(of: id).count == 1)
            }
        }
    }

    @Test("a reader sees no half of a batch while the writer writes", arguments: StoreKind.all)
    func neverHalf(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let store = try OpenStore(database)
            try store.write(Self.pair[0], Self.pair[1]) { batch in
                for id in Self.pair { batch.decide(Shop.create(), on: id) }
            }
            let reader = try database.reader()
            let writer = WriterProgress()
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...3 {
                    group.addTask {
                        var looks = 0
                        while !writer.isDone {
                            try Self.look(through: reader)
                            looks += 1
                            await Task.yield()
                        }
                        return looks
                    }
                }
                // Both payments change in every batch, so no reader may ever find them apart.
                for round in 1...150 {
                    try store.write(Self.pair[0], Self.pair[1]) { batch in
                        for id in Self.pair { batch.decide(Shop.amend("round \(round)", over: round), on: id) }
                    }
                    await Task.yield()
                }
                writer.finish()
                for try await looks in group { #expect(looks > 0) }
            }
        }
    }

    private static func look(through reader: any PaymentReader) throws {
        let page = Page(from: nil, limit: 10, order: .oldestFirst)
        let listed = try reader.payments(of: Shop.account, page: page)
        #expect(listed.count == 2)
        #expect(Set(listed.map(\.state.sequence)).count == 1, "one of the two is a batch ahead")
        #expect(Set(listed.map(\.details)).count == 1)
        let events = try reader.events(of: pair[0])
        #expect(events.map(\.sequence) == Array(1...events.count))
    }
}

/// Tells the readers when the writer has written its last batch.
private final class WriterProgress: Sendable {
    private let flag = Atomic(false)

    var isDone: Bool { flag.load(ordering: .acquiring) }
    func finish() { flag.store(true, ordering: .releasing) }
}
