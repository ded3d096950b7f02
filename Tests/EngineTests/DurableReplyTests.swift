import Engine
import PaymentCore
import Synchronization
import TestWorld
import Testing

@Suite("No reply leaves before its batch is durable (I9)", .timeLimit(.minutes(5)))
struct DurableReplyTests {
    @Test("while a commit is held back, no submitter hears anything", arguments: StoreKind.all)
    func heldBack(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let answered = Tally()
            let engine = try database.engine()
            try await withThrowingTaskGroup(of: Reply.self) { group in
                database.faults.gate.close()
                for number in 1...10 {
                    group.addImmediateTask {
                        let command = number % 2 == 0 ? Shop.create() : Shop.capture(nil)
                        let reply = await engine.ask(command, on: Shop.payment(number))
                        answered.count()
                        return reply
                    }
                }
                try await engine.running {
                    await database.faults.gate.isReached()
                    // Time for a reply that should not have left to arrive: refusals are bound to their batch too.
                    try await Task.sleep(for: .milliseconds(50))
                    #expect(answered.total == 0)
                    #expect(try engine.payment(Shop.payment(2)) == nil)
                    database.faults.gate.open()
                    for try await reply in group { #expect(reply.acceptance != nil || reply.refusal != nil) }
                }
            }
        }
    }

    @Test("whoever has an answer can read what it says, at once", arguments: StoreKind.all)
    func readable(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 1...100 {
                        group.addTask {
                            let reply = await engine.ask(Shop.create(), on: Shop.payment(number))
                            let read = try engine.payment(Shop.payment(number))
                            #expect(read != nil && read == reply.acceptance?.payment)
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }
    }
}

private final class Tally: Sendable {
    private let value = Atomic(0)

    func count() { value.add(1, ordering: .relaxed) }
    var total: Int { value.load(ordering: .relaxed) }
}
