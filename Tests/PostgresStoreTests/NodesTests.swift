import Engine
import PaymentCore
import PostgresStore
import TestWorld
import Testing

/// Two engines on one database, each with a node's duties.
@Suite("Nodes know what others did", .timeLimit(.minutes(5)))
struct NodesTests {
    private func nodes(_ body: @escaping (Database, Engine, Engine) async throws -> Void) async throws {
        try await withDatabase(.postgres) { database in
            let time = ManualTime()
            func engine(_ number: UInt64) throws -> Engine {
                let writer = WriterID(high: number, low: number)
                return try Engine(
                    store: try PostgresStore(database.address, writer: writer, isNode: true),
                    reader: try database.reader(), digests: testDigests, outbox: Endpoints(), time: time,
                    duties: try PostgresDuties(database.address, node: writer, name: "node \(number)"),
                    logger: silence)
            }
            let (one, two) = (try engine(1), try engine(2))
            try await one.running { try await two.running { try await body(database, one, two) } }
        }
    }

    @Test("a command is decided by the clock that another node has set, at once")
    func clock() async throws {
        try await nodes { _, one, two in
            for day in Int64(1)...20 {
                try await one.set(.frozen(at: Shop.opening + .days(day)), of: Shop.merchant)
                let id = Shop.payment(Int(day))
                _ = await two.submit(Submission(Shop.create(), on: id, by: .account(Shop.account, of: Shop.merchant)))
                #expect(try two.payment(id)?.birth.at == Shop.opening + .days(day))
                #expect(two.clocks.now(of: Shop.merchant) == Shop.opening + .days(day))
            }
        }
    }

    @Test("a node that nobody asks hears of it too")
    func hears() async throws {
        try await nodes { _, one, two in
            try await one.set(.frozen(at: Shop.opening + .days(9)), of: Shop.merchant)
            try await eventually { two.clocks.now(of: Shop.merchant) == Shop.opening + .days(9) }
        }
    }

    @Test("what came of a webhook that was seen before another node erased the data is not recorded")
    func era() async throws {
        try await nodes { database, one, two in
            let era = two.clocks.era(of: Shop.merchant)
            _ = try await one.change(Shop.merchant, .erase(clock: nil))
            try await two.look(at: Shop.merchant)
            #expect(two.clocks.era(of: Shop.merchant) != era)
        }
    }

    @Test("each deadline fires once, though both nodes look")
    func fires() async throws {
        try await nodes { database, one, two in
            var terms = Terms()
            terms.openFor = .hours(1)
            for number in 1...20 {
                let node = number.isMultiple(of: 2) ? one : two
                _ = await node.submit(
                    Submission(
                        Shop.create(terms: terms), on: Shop.payment(number),
                        by: .account(Shop.account, of: Shop.merchant)))
            }
            try await one.set(.running(ahead: .hours(2)), of: Shop.merchant)
            try await eventually {
                try (1...20).allSatisfy { try one.payment(Shop.payment($0))?.state.ending != nil }
            }
            for number in 1...20 { #expect(try one.events(of: Shop.payment(number)).count == 2) }
        }
    }

    @Test("a clock whose traveller has died runs on from where it had come")
    func orphan() async throws {
        try await nodes { database, one, two in
            let reached = Shop.opening + .days(3)
            #expect(try one.duties.begin(.journey(Shop.merchant)))
            try await one.set(.travelling(at: reached), of: Shop.merchant)
            try await eventually { two.clocks.clock(of: Shop.merchant).isTravelling }
            one.duties.end(.journey(Shop.merchant))
            try await eventually { two.clocks.clock(of: Shop.merchant) == .running(ahead: .days(3)) }
        }
    }
}
