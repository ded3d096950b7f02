import Engine
import PaymentCore
import PostgresStore
import TestWorld
import Testing

@Suite("Who does what, among nodes", .timeLimit(.minutes(5)))
struct DutiesTests {
    private static let nodes = [WriterID(high: 1, low: 1), WriterID(high: 2, low: 2), WriterID(high: 3, low: 3)]
    private static let later = Shop.opening + .hours(1)

    private func duties(_ database: Database, _ node: Int) throws -> PostgresDuties {
        try PostgresDuties(database.address, node: Self.nodes[node], name: "node \(node)")
    }

    private func store(_ database: Database, _ node: Int) throws -> PostgresStore {
        try PostgresStore(database.address, writer: Self.nodes[node], isNode: true)
    }

    @Test("what a node wrote is its own to do, while it lives; then it is whoever's comes first, once")
    func leases() async throws {
        try await withDatabase(.postgres, outbox: Endpoints("a")) { database in
            let store = try store(database, 0)
            let (first, second, third) = (
                try duties(database, 0), try duties(database, 1), try duties(database, 2)
            )
            var terms = Terms()
            terms.openFor = .minutes(1)
            try write(Shop.create(terms: terms), to: store)
            let reader = try database.reader()
            let due = { (node: PostgresDuties) in
                try node.takeDeadlines(of: Shop.merchant, dueBy: Self.later, limit: 10, from: reader).count
            }
            let waiting = { (node: PostgresDuties) in
                try node.takeDeliveries(
                    of: Shop.merchant, dueBy: Self.later, after: nil, among: 10, from: try database.deliveryReader()
                ).due.count
            }
            #expect(try (due(first), due(second)) == (1, 0))
            #expect(try (waiting(first), waiting(second)) == (1, 0))
            try die(database, 0)
            #expect(try (due(third), due(second), due(third)) == (1, 0, 1))
            #expect(try (waiting(second), waiting(third), waiting(second)) == (1, 0, 1))
        }
    }

    @Test("many nodes that look at once take each deadline once")
    func disjoint() async throws {
        try await withDatabase(.postgres, outbox: Endpoints("a")) { database in
            // Written beside the servers: nobody's.
            let store = try PostgresStore(database.address, writer: WriterID(high: 9, low: 9))
            var terms = Terms()
            terms.openFor = .minutes(1)
            for number in 1...40 { try write(Shop.create(terms: terms), on: Shop.payment(number), to: store) }
            let reader = try database.reader()
            let nodes = try (0..<3).map { try duties(database, $0) }
            let taken = try await withThrowingTaskGroup(of: [Deadline].self) { group in
                for node in nodes {
                    group.addTask {
                        var taken: Set<Deadline> = []
                        for _ in 1...30 {
                            taken.formUnion(
                                try node.takeDeadlines(of: Shop.merchant, dueBy: Self.later, limit: 7, from: reader))
                            await Task.yield()
                        }
                        return Array(taken)
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(Set(taken).count == taken.count, "one deadline is two nodes' to fire")
            #expect(!taken.isEmpty)
        }
    }

    @Test("an errand is one node's, until it ends it or dies")
    func errands() async throws {
        try await withDatabase(.postgres) { database in
            _ = try database.open()
            let (first, second) = (try duties(database, 0), try duties(database, 1))
            let errand = Errand.journey(Shop.merchant)
            #expect(try first.begin(errand))
            #expect(try !second.begin(errand) && !first.begin(errand))
            #expect(try second.begin(.journey(Shop.otherMerchant)))
            first.end(errand)
            #expect(try second.begin(errand))
            try die(database, 1)
            #expect(try first.begin(errand))
            second.end(errand)
            #expect(try !first.begin(errand), "who has lost an errand cannot end it for the other")
        }
    }

    @Test("an errand whose end the database never heard is free for the node itself, and for nobody else")
    func unheardEnd() async throws {
        try await withDatabase(.postgres) { database in
            _ = try database.open()
            let other = try duties(database, 1)
            do {
                let beforehand = try duties(database, 0)
                #expect(try beforehand.begin(.invoices))
            }
            let node = try duties(database, 0)
            #expect(try !other.begin(.invoices))
            #expect(try node.begin(.invoices))
            #expect(try !node.begin(.invoices) && !other.begin(.invoices))
        }
    }

    @Test("a node whose heart was not heard for longer than others wait has another life afterwards")
    func lives() async throws {
        try await withDatabase(.postgres) { database in
            _ = try database.open()
            let node = try duties(database, 0)
            let heart = Task { await node.run { _ in } }
            let life = node.life
            try await Task.sleep(for: .milliseconds(2_500))
            #expect(node.isAlive && node.life == life)
            // It does not beat while its row cannot be written.
            let raw = try database.raw()
            try raw.execute("BEGIN; SELECT 1 FROM nodes FOR UPDATE")
            try await eventually(within: .seconds(20)) { !node.isAlive }
            try raw.execute("ROLLBACK")
            try await eventually { node.isAlive }
            #expect(node.life == life + 1)
            heart.cancel()
        }
    }

    @Test("an endpoint hears of a payment in order, whichever node holds the events")
    func order() async throws {
        try await withDatabase(.postgres, outbox: Endpoints("a")) { database in
            let stores = try [store(database, 0), store(database, 1)]
            let nodes = try [duties(database, 0), duties(database, 1)]
            try write(Shop.create(), to: stores[0])
            try write(Shop.approve(), to: stores[1])
            let waiting = { (node: Int) in
                try nodes[node].takeDeliveries(
                    of: Shop.merchant, dueBy: Self.later, after: nil, among: 10, from: try database.deliveryReader()
                ).due.map(\.place.sequence)
            }
            #expect(try (waiting(0), waiting(1)) == ([1], []))
            try stores[0].execute(WorkingSet.Keys()) { set in
                var commit = CommitBatch(seal: set.lastBatch.nextWithoutEvents, at: Shop.opening)
                commit.attempts = [
                    DeliveryAttempt(
                        place: DeliveryPlace(payment: Shop.payment(1), sequence: 1, endpoint: "a"), number: 1,
                        at: Shop.opening, took: .zero, status: 200, note: "", next: nil)
                ]
                return commit
            }
            #expect(try (waiting(0), waiting(1)) == ([], [2]))
        }
    }

    /// As if its heart had stopped long ago.
    private func die(_ database: Database, _ node: Int) throws {
        let hex = Self.nodes[node].bytes.map { String($0 >> 4, radix: 16) + String($0 & 0xF, radix: 16) }.joined()
        try database.raw().execute("UPDATE nodes SET alive_until = now() - interval '1 s' WHERE id = '\\x\(hex)'")
    }

    private func write(_ command: Command, on id: PaymentID = Shop.payment(1), to store: PostgresStore) throws {
        var keys = WorkingSet.Keys()
        keys.payments = [id]
        try store.execute(keys) { set in
            var batch = HandwrittenBatch(set, at: Shop.opening)
            batch.decide(command, on: id, notifying: ["a"])
            return batch.commit()
        }
    }
}
