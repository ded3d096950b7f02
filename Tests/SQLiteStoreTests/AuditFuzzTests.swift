import Engine
import Foundation
import PaymentCore
import TestWorld
import Testing

@Suite("The audit under random damage", .timeLimit(.minutes(5)))
struct AuditFuzzTests {
    static let sealed = [
        "payments.birth", "payments.state", "payments.head", "payments.account", "events.payment", "events.body",
        "events.state", "events.details", "events.salt", "events.commitment", "events.hash", "batches.digest",
    ]

    @Test("any byte that changes in a sealed column is found", arguments: sealed, Seed.panel(4))
    func anyByte(_ column: String, _ seed: Seed) async throws {
        try await withLedger { database in
            var seed = seed
            let (table, name) = (column.split(separator: ".")[0], column.split(separator: ".")[1])
            let raw = try RawDatabase(database)
            let key = ["payments": "id", "events": "number", "batches": "number"][String(table)] ?? "rowid"
            let rows = try raw.rows("SELECT quote(\(key)) FROM \(table) WHERE length(\(name)) > 0").compactMap(\.first)
            for _ in 1...10 {
                let row = seed.pick(rows)
                let before = try raw.blobs("SELECT \(name) FROM \(table) WHERE \(key) = \(row)")[0]
                var after = before
                after[seed.number(in: 0...before.count - 1)] ^= seed.number(in: 1...255)
                let write = { (bytes: [UInt8]) in
                    try raw.execute("UPDATE \(table) SET \(name) = \(literal(bytes)) WHERE \(key) = \(row)")
                }
                try write(after)
                #expect(try !database.audit().isClean, "\(column) of \(row): \(before) became \(after), \(seed)")
                try write(before)
            }
            #expect(try database.audit().isClean)
        }
    }

    @Test(
        "random damage to the file ends no audit but by a word, and never passes for other events",
        arguments: Seed.panel(24))
    func file(_ seed: Seed) async throws {
        try await withLedger { database in
            var seed = seed
            let url = URL(filePath: database.file)
            let before = try history(database)
            var bytes = try Data(contentsOf: url)
            for _ in 1...seed.number(in: 1...8) {
                bytes[seed.number(in: 100...bytes.count - 1)] = seed.number(in: 0...255)
            }
            try bytes.write(to: url)
            do {
                guard try database.audit().isClean else { return }
                #expect(try history(database) == before, "\(seed)")
            } catch {
                #expect(error is StoreError, "\(seed)")
            }
        }
    }

    private func history(_ database: Database) throws -> [[Event]] {
        let reader = try database.reader()
        return try (1...4).map { try reader.events(of: Shop.payment($0)) }
    }
}
