import Engine
import Foundation
import SQLiteStore

/// `holdfast backup` and `holdfast restore`: a data directory copied beside a running server, and brought back.
///
/// The key is in neither: it lies outside the data, and belongs in another safe.
package enum DataBackup {
    /// What a backup holds.
    package struct Made: Sendable {
        package let place: String
        /// Of the database. Unit: bytes.
        package let size: Int64
        package let lastBatch: Int64
        package let invoices: Int
        /// Invoices are in the data directory, and one file cannot hold them.
        package let leftInvoices: Bool
    }

    private static let invoices = "/invoices"

    /// To a directory, which is made where it is missing; or to one file, when the name ends in `.db`.
    package static func make(
        of options: ServerOptions, to place: String, progress: (Double) -> Void = { _ in }
    ) throws -> Made {
        let dataDirectory = try directory(of: options)
        let isFile = place.hasSuffix(".db")
        if !isFile { try makeDirectory(place) }
        let target = isFile ? place : SQLiteStore.path(in: place)
        if !isFile { try mustBeFree(place) }
        let copied = try SQLiteBackup.copy(SQLiteStore.path(in: dataDirectory), to: target, progress: progress)
        let hasInvoices = FileManager.default.fileExists(atPath: dataDirectory + invoices)
        let count = isFile || !hasInvoices ? 0 : try copyInvoices(from: dataDirectory, to: place)
        return Made(
            place: place, size: copied.size, lastBatch: copied.lastBatch, invoices: count,
            leftInvoices: isFile && hasInvoices)
    }

    /// Brings a backup back to a data directory that holds none. With the key at hand, it must be the one of this data.
    package static func restore(
        from backup: String, to options: ServerOptions, progress: (Double) -> Void = { _ in }
    ) throws -> Made {
        let (dataDirectory, keyFile) = (try directory(of: options), options.keyFile)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: backup, isDirectory: &isFolder) else {
            throw ServerTrouble(description: "there is no backup \(backup)")
        }
        let source = isFolder.boolValue ? SQLiteStore.path(in: backup) : backup
        try mustBeFree(dataDirectory)
        try makeDirectory(dataDirectory)
        let target = SQLiteStore.path(in: dataDirectory)
        let copied = try SQLiteBackup.copy(source, to: target, progress: progress)
        do {
            if FileManager.default.fileExists(atPath: keyFile) {
                _ = try DataDirectory.keys(options, in: try SQLiteReader(directory: dataDirectory, lanes: 1))
            }
            let hasInvoices = isFolder.boolValue && FileManager.default.fileExists(atPath: backup + invoices)
            let count = hasInvoices ? try copyInvoices(from: backup, to: dataDirectory) : 0
            return Made(
                place: dataDirectory, size: copied.size, lastBatch: copied.lastBatch, invoices: count,
                leftInvoices: false)
        } catch {
            // Ours alone: nothing was here before.
            for part in SQLiteBackup.parts { try? FileManager.default.removeItem(atPath: "\(dataDirectory)/\(part)") }
            try? FileManager.default.removeItem(atPath: dataDirectory + invoices)
            throw error
        }
    }

    private static func directory(of options: ServerOptions) throws(ServerTrouble) -> String {
        switch options.store {
        case .sqlite: options.dataDirectory
        case .postgres:
            throw ServerTrouble(
                description: "a PostgreSQL is backed up and restored by its own tools, such as pg_basebackup or pg_dump"
            )
        }
    }

    /// Nothing of a database, and no invoice, lies there.
    private static func mustBeFree(_ directory: String) throws(ServerTrouble) {
        for name in SQLiteBackup.parts + ["invoices"] {
            guard !FileManager.default.fileExists(atPath: "\(directory)/\(name)") else {
                throw ServerTrouble(
                    description: "\(directory)/\(name) exists: nothing is overwritten, name another directory")
            }
        }
    }

    private static func makeDirectory(_ path: String) throws(ServerTrouble) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ServerTrouble(description: "cannot make the directory \(path): name a writable place")
        }
    }

    /// After the database: each invoice that it speaks of is there. One that came later is made again under its number.
    private static func copyInvoices(from: String, to: String) throws -> Int {
        let files = FileManager.default
        var count = 0
        for name in try files.subpathsOfDirectory(atPath: from + invoices).sorted() {
            let (source, target) = ("\(from)\(invoices)/\(name)", "\(to)\(invoices)/\(name)")
            var isFolder: ObjCBool = false
            guard files.fileExists(atPath: source, isDirectory: &isFolder), !name.hasSuffix(".part") else { continue }
            if isFolder.boolValue {
                try makeDirectory(target)
            } else {
                try makeDirectory(target.lastIndex(of: "/").map { String(target[..<$0]) } ?? ".")
                try files.copyItem(atPath: source, toPath: target)
                count += 1
            }
        }
        return count
    }
}
