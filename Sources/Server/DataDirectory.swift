import Engine
import Foundation
import PaymentCore
import SQLiteStore

/// The data directory and its key, opened for a server or for a command beside one.
struct DataDirectory {
    let store: SQLiteStore
    let reader: SQLiteReader
    let keys: KeyRing

    init(_ path: String, keyFile: String, besideServer: Bool) throws {
        try Self.make(path)
        // Before the key: for data that is not ours, or has a key already, none is made.
        store = try SQLiteStore(directory: path, besideServer: besideServer)
        reader = try SQLiteReader(directory: path)
        keys = try KeyRing(file: keyFile, mayMake: !(try KeyCheck.isMarked(reader)))
        if let mark = try KeyCheck.missingMark(keys, in: reader) { try write([mark], at: SystemTime().now()) }
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
