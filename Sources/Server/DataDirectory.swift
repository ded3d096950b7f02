import DialectKit
import Engine
import Foundation
import PaymentCore
import PostgresStore
import SQLiteStore

/// The data and its key, opened for a server or for a command beside one.
struct DataDirectory {
    let store: any Store
    let reader: any StoreReader
    let keys: KeyRing

    init(_ options: ServerOptions, besideServer: Bool) throws {
        switch options.store {
        case .sqlite:
            try Self.make(options.dataDirectory)
            // Before the key: for data that is not ours, or has a key already, none is made.
            let file = try SQLiteStore(directory: options.dataDirectory, besideServer: besideServer)
            store = file
            reader = try SQLiteReader(directory: options.dataDirectory, committed: file.committed)
        case .postgres(let address):
            // Each process is a writer of its own: its chain begins with it.
            let writer: WriterID = IdentifierSource { SystemTime().now() }.next()
            store = try PostgresStore(address, writer: writer)
            reader = try PostgresReader(address)
        }
        keys = try KeyRing(file: options.keyFile, mayMake: !(try KeyCheck.isMarked(reader)))
        if let mark = try KeyCheck.missingMark(keys, in: reader) { try write([mark], at: SystemTime().now()) }
    }

    /// Where there is no data, none is made.
    static func reader(_ options: ServerOptions) throws(StoreError) -> any StoreReader {
        switch options.store {
        case .sqlite: try SQLiteReader(directory: options.dataDirectory, lanes: 1)
        case .postgres(let address): try PostgresReader(address, lanes: 1)
        }
    }

    private static func make(_ path: String) throws(ServerTrouble) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw ServerTrouble(
                description: "cannot make the data directory \(path): name a writable place with --data")
        }
    }

    /// Writes documents without an engine: before one runs, or beside a server.
    func write(_ documents: [DocumentWrite], at now: Instant) throws(StoreError) {
        try store.execute(WorkingSet.Keys()) { set in
            var commit = CommitBatch(seal: set.lastBatch.nextWithoutEvents, at: now)
            commit.documents = documents
            return commit
        }
    }
}
