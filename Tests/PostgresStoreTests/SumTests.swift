import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Sums over many payments in PostgreSQL", .timeLimit(.minutes(1)))
struct SumTests {
    @Test("what is more than 64 bits hold ends there, and still balances")
    func beyond() async throws {
        try await withDatabase(.postgres, endsClean: false) { database in
            try await database.running { engine in
                var terms = Terms()
                terms.settlesEvery = .days(1)
                for number in 1...3 {
                    let id = Shop.payment(number)
                    for command in [Shop.create(terms: terms), Shop.approve(terms: terms), Shop.capture(nil)] {
                        _ = await engine.submit(
                            Submission(command, on: id, by: .account(Shop.account, of: Shop.merchant)))
                    }
                }
                try await engine.set(.running(ahead: .days(2)), of: Shop.merchant)
                try await eventually {
                    try engine.settlements(of: Shop.merchant, page: SettlementPage(limit: 9)).first?.payments == 3
                }
            }
            let most = Int64(4_000_000_000_000_000_000)
            try database.raw().execute(
                "UPDATE events SET payable = \(most) WHERE payable > 0; UPDATE events SET settled = \(most) WHERE settled > 0"
            )
            let reader = try database.reader()
            let balances = try reader.trialBalance(of: Shop.merchant)
            #expect(balances.map(\.amount) == [.max, -.max])
            #expect(try reader.settlements(of: Shop.merchant, page: SettlementPage(limit: 9)).map(\.net) == [.max])
            let volumes = try database.finder().volumes(of: Shop.merchant, since: Shop.opening - .days(1))
            #expect(volumes.map(\.captured) == [.max])
        }
    }
}
