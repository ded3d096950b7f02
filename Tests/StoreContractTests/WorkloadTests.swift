import Simulation
import TestWorld
import Testing

/// The simulation's workload over real databases, as far as one allows: its deaths are the store's, its disk is real.
@Suite("The simulation's workload", .serialized, .timeLimit(.minutes(5)))
struct WorkloadTests {
    @Test(
        "no interleaving, retry, crash or clock jump loses or doubles money in a real database",
        arguments: [StoreKind.sqlite, .postgres], [UInt64(1), 2])
    func workload(_ kind: StoreKind, _ seed: UInt64) async throws {
        try await withDatabase(kind, outbox: Endpoints("shop")) { database in
            var world = try BatchWorld(seed: Seed(seed), over: database)
            let wrong = try world.run(steps: 150)
            #expect(wrong == nil, "seed \(seed)")
            #expect(world.commands > 50)
        }
    }
}
