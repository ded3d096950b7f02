import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("References are unique within an account", .timeLimit(.minutes(5)))
struct ReferenceTests {
    private let reference = Shop.reference("order-7")

    @Test("a second payment with the reference is refused, at once and after a restart", arguments: StoreKind.all)
    func taken(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let replies = try await database.together([
                .ask(Shop.create(), on: Shop.payment(1), reference: reference),
                .ask(Shop.create(), on: Shop.payment(2), reference: reference),
            ])
            #expect(replies[0].acceptance != nil)
            #expect(replies[1].refusal == .referenceTaken)
            try await database.running { engine in
                let third = await engine.ask(Shop.create(), on: Shop.payment(3), reference: reference)
                #expect(third.refusal == .referenceTaken)
            }
            let reader = try database.reader()
            for number in 2...3 { #expect(try reader.payment(Shop.payment(number)) == nil) }
        }
    }

    @Test("another account may use the same reference", arguments: StoreKind.all)
    func otherAccount(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                await engine.ask(Shop.create(), on: Shop.payment(1), reference: reference)
                let other = await engine.ask(
                    Shop.create(account: Shop.otherAccount), on: Shop.payment(2),
                    by: .account(Shop.otherAccount, of: Shop.merchant),
                    reference: Shop.reference("order-7", account: Shop.otherAccount))
                #expect(other.acceptance != nil)
            }
        }
    }

    @Test("a reference outlives every key", arguments: StoreKind.all)
    func endless(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let time = ManualTime()
            try await database.running(time: time) { engine in
                await engine.ask(Shop.create(), key: Shop.key("k-1"), reference: reference)
                time.advance(by: .days(36_500))
                let second = await engine.ask(Shop.create(), on: Shop.payment(2), reference: reference)
                #expect(second.refusal == .referenceTaken)
            }
        }
    }

    @Test("a refused creation leaves its reference free", arguments: StoreKind.all)
    func refusedLeavesFree(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                await engine.ask(Shop.create(), on: Shop.payment(1))
                let clash = await engine.ask(Shop.create(), on: Shop.payment(1), reference: reference)
                #expect(clash.refusal == .paymentExists)
                #expect(await engine.ask(Shop.create(), on: Shop.payment(2), reference: reference).acceptance != nil)
            }
        }
    }

    @Test("the same key is answered before the reference is looked at", arguments: StoreKind.all)
    func keyFirst(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                let create = Submission.ask(Shop.create(), key: Shop.key("k-1"), reference: reference)
                let first = await engine.submit(create)
                let again = await engine.submit(create)
                #expect(again.isReplayed && again.acceptance == first.acceptance)
            }
        }
    }
}
