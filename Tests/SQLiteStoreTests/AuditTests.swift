import Engine
import Foundation
import PaymentCore
import SQLiteStore
import TestWorld
import Testing

@Suite("The audit names what was altered", .timeLimit(.minutes(5)))
struct AuditTests {
    @Test("a ledger that the engine wrote is clean, and counted")
    func clean() async throws {
        try await withLedger { database in
            let report = try database.audit()
            #expect(report.findings == [])
            #expect(report.payments == 4 && report.events == 11)
            #expect(report.batches == 12, "the refusal and the answer that were kept are batches without events")
        }
    }

    @Test("every corruption is named", arguments: Corruption.all)
    func named(_ corruption: Corruption) async throws {
        try await withLedger { database in
            let raw = try RawDatabase(database)
            try raw.execute("PRAGMA ignore_check_constraints = ON")
            try corruption.damage(raw)
            let findings = try database.audit().findings
            #expect(findings.contains { $0.contains(corruption.expected) }, "\(findings)")
        }
    }

    @Test("details that were erased with their salt leave the ledger clean: only their commitment stays")
    func erased() async throws {
        try await withLedger { database in
            try RawDatabase(database).execute("UPDATE events SET details = NULL, salt = NULL")
            #expect(try database.audit().findings == [])
            #expect(try database.reader().payment(LedgerSample.long)?.details == Details.none)
        }
    }

    @Test("an audit beside a running server sees one moment")
    func besideServer() async throws {
        try await withDatabase(.sqlite) { database in
            let store = try OpenStore(database)
            let id = Shop.payment(1)
            try store.write(id) { _ = $0.decide(Shop.create(), on: id) }
            var audit = Audit(of: try database.auditSource(), outbox: database.outbox)
            try audit.run()
            try store.write(id) { _ = $0.decide(Shop.approve(), on: id) }
            #expect(audit.report.isClean && audit.report.events == 1)
            #expect(try database.audit().events == 2)
            try store.store.close()
        }
    }

    @Test("a file that was cut short is no clean ledger", arguments: [0.3, 0.6, 0.95])
    func truncated(_ share: Double) async throws {
        try await withLedger { database in
            let size = try FileManager.default.attributesOfItem(atPath: database.file)[.size] as? Int ?? 0
            let handle = try FileHandle(forWritingTo: URL(filePath: database.file))
            try handle.truncate(atOffset: UInt64(Double(size) * share))
            try handle.close()
            do {
                let report = try database.audit()
                #expect(!report.isClean)
            } catch {
                guard case .corrupt(let hint) = error as? StoreError else { throw error }
                #expect(hint.contains("damaged"))
            }
        }
    }
}
