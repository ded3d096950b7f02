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
    /// What is this process's to do, when it is a server.
    let duties: any Duties

    init(_ options: ServerOptions, besideServer: Bool) throws {
        switch options.store {
        case .sqlite:
            try Self.make(options.dataDirectory)
            // Before the key: for data that is not ours, or has a key already, none is made.
            let file = try SQLiteStore(directory: options.dataDirectory, besideServer: besideServer)
            store = file
            reader = try SQLiteReader(directory: options.dataDirectory, committed: file.committed)
            duties = SoleDuties()
        case .postgres(let address):
            // Each process is a writer of its own: its chain begins with it.
            let writer: WriterID = IdentifierSource { SystemTime().now() }.next()
            store = try PostgresStore(address, writer: writer, isNode: !besideServer)
            reader = try PostgresReader(address)
            duties = besideServer ? SoleDuties() : try Self.duties(options, address, writer)
        }
        let file = try KeyRing(file: options.keyFile, mayMake: !(try KeyCheck.isMarked(reader)))
        if try KeyCheck.opened(by: file, in: reader) == nil { try KeyCheck.begin(with: file, in: store) }
        guard let opened = try KeyCheck.opened(by: file, in: reader) else {
            throw ServerTrouble(
                description: "the data's key was written and is not there: is the disk full? Then start again")
        }
        keys = opened
    }

    /// The key of data that is only read.
    static func keys(_ options: ServerOptions, in reader: any PaymentReader) throws -> KeyRing {
        let file = try KeyRing(file: options.keyFile, mayMake: false)
        return try KeyCheck.opened(by: file, in: reader) ?? file
    }

    private static func duties(
        _ options: ServerOptions, _ address: DatabaseAddress, _ node: WriterID
    ) throws -> PostgresDuties {
        try? make(options.dataDirectory)
        return try PostgresDuties(
            address, node: node, name: ProcessInfo.processInfo.hostName,
            after: Predecessor.succeed(in: options.dataDirectory, as: node))
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

    /// Writes documents without an engine: before one runs, or beside a server. False, and nothing is written, where `place`
    /// is taken: by another node that starts at the same time.
    @discardableResult
    func write(
        _ documents: [DocumentWrite], at now: Instant, ifFree place: DocumentKey? = nil
    ) throws(StoreError) -> Bool {
        var keys = WorkingSet.Keys()
        if let place { keys.documents.insert(place) }
        var isFree = true
        try store.execute(keys) { set in
            isFree = set.documents.isEmpty
            guard isFree else { return CommitBatch(seal: set.lastBatch, at: now) }
            var commit = CommitBatch(seal: set.lastBatch.nextWithoutEvents, at: now)
            commit.documents = documents
            return commit
        }
        return isFree
    }
}
