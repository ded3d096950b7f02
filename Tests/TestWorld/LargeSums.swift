import Engine
package import PaymentCore

/// What is read of three payments that were captured and settled together, each of which moved more than a sum of 64 bits has
/// room for three times. No shop comes to that in a test's time: `alter` changes the amounts, past every rule of the store.
package struct LargeSums: Sendable {
    package let balances: [Int64]
    package let nets: [Int64]
    package let captured: [Int64]

    package static func read(
        _ kind: StoreKind, altering alter: (Database, _ sql: String) throws -> Void
    ) async throws -> LargeSums {
        try await withDatabase(kind, endsClean: false) { database in
            try await database.running { try await settle($0) }
            for column in ["payable", "settled"] {
                try alter(database, "UPDATE events SET \(column) = 4000000000000000000 WHERE \(column) > 0")
            }
            let reader = try database.reader()
            return LargeSums(
                balances: try reader.trialBalance(of: Shop.merchant).map(\.amount),
                nets: try reader.settlements(of: Shop.merchant, page: SettlementPage(limit: 9)).map(\.net),
                captured: try database.finder().volumes(of: Shop.merchant, since: Shop.opening - .days(1))
                    .map(\.captured))
        }
    }

    private static func settle(_ engine: Engine) async throws {
        var terms = Terms()
        terms.settlesEvery = .days(1)
        for number in 1...3 {
            for command in [Shop.create(terms: terms), Shop.approve(terms: terms), Shop.capture(nil)] {
                let scope = Submission.Scope.account(Shop.account, of: Shop.merchant)
                _ = await engine.submit(Submission(command, on: Shop.payment(number), by: scope))
            }
        }
        try await engine.set(.running(ahead: .days(2)), of: Shop.merchant)
        try await eventually {
            try engine.settlements(of: Shop.merchant, page: SettlementPage(limit: 9)).first?.payments == 3
        }
    }
}
