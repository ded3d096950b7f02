package import Engine
import Foundation
package import PostgresStore
import SQLiteStore

/// `holdfast migrate`: everything of a data directory into a PostgreSQL, which stays closed until its audit agrees.
///
/// Runs again after it broke off, and goes on there. The directory stays as it was; its server must not run meanwhile.
package enum DataMove {
    /// What there is to tell on the way.
    package enum News: Sendable {
        /// What was begun earlier goes on.
        case goesOn
        /// The directory was written to since: what was begun earlier is done anew.
        case beginsAnew
        case moved(Portion, lines: Int, of: Int)
        case audits
        /// All of it was there already.
        case isThere
    }

    /// What came of it.
    package struct Made: Sendable {
        package let report: Audit.Report
        /// What the audit finds is as it was in the directory, so servers may work on it.
        package let isOpen: Bool
        /// Files that are not in the database: they stay where they are.
        package let invoices: Int
    }

    package static func run(
        from directory: String, to address: DatabaseAddress, keyFile: String, tell: (News) -> Void
    ) throws -> Made {
        let source = try SQLiteExport(directory: directory)
        let reader = try SQLiteReader(directory: directory, lanes: 1)
        // Before anything is written: with another key nothing that is moved would be known again.
        let file = try KeyRing(file: keyFile, mayMake: false)
        let keys = try KeyCheck.opened(by: file, in: reader) ?? file
        let target = try PostgresImport(address)
        let invoices = count(ofInvoicesIn: directory)
        switch try target.begin(source.seal) {
        case .empty: break
        case .begun: tell(.goesOn)
        case .begunOtherwise: tell(.beginsAnew)
        case .isThere:
            tell(.isThere)
            let report = try DataAudit.run(PostgresAudit(address), keys, reader: PostgresReader(address, lanes: 1))
            return Made(report: report, isOpen: true, invoices: invoices)
        }
        for portion in Portion.all { try move(portion, from: source, to: target, tell) }
        try target.check()
        guard try source.isStillAll() else {
            throw ServerTrouble(
                description: "somebody wrote to \(directory) meanwhile, so a part is missing: run this again")
        }
        tell(.audits)
        // Everything but the facts themselves is read where it comes from: nobody else may look into the target yet.
        let report = try DataAudit.run(PostgresAudit(address, isMoving: true), keys, reader: reader)
        let isAsBefore =
            try report.isClean || Set(findings(in: directory, keys, reader)).isSuperset(of: report.findings)
        if isAsBefore { try target.open() }
        return Made(report: report, isOpen: isAsBefore, invoices: invoices)
    }

    private static func move(
        _ portion: Portion, from source: SQLiteExport, to target: PostgresImport, _ tell: (News) -> Void
    ) throws(StoreError) {
        let all = try source.count(of: portion)
        var done = try target.count(of: portion)
        guard done < all else { return }
        try source.lines(of: portion, after: done) { (lines) throws(StoreError) in
            try target.add(lines, to: portion)
            done += lines.count
            tell(.moved(portion, lines: done, of: all))
        }
    }

    private static func findings(
        in directory: String, _ keys: KeyRing, _ reader: any StoreReader
    ) throws -> [String] {
        try DataAudit.run(SQLiteAudit(directory: directory), keys, reader: reader).findings
    }

    private static func count(ofInvoicesIn directory: String) -> Int {
        let names = try? FileManager.default.subpathsOfDirectory(atPath: directory + "/invoices")
        return names?.count { $0.hasSuffix(".pdf") } ?? 0
    }
}
