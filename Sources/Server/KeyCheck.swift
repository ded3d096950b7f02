import Crypto
import Engine
import PaymentCore

/// Data belongs to one key: with another, no credential and no idempotency key would be known any more.
///
/// The key that data is written with is made with it, and lies in it sealed by the key of the key file: so that another file
/// may take the first one's place (`rotate`) while nothing else changes. Data from before there was such a seal is written with
/// the key of its file. A keyed mark shows that the key is the right one.
enum KeyCheck {
    private static let collection = DocumentCollection(
        merchant: MerchantID(high: 0, low: 0), wire: WireName("server"), kind: "key")
    private static let mark = DocumentKey(collection, [1])
    private static let sealed = DocumentKey(collection, [2])

    /// Whether the data belongs to a key already: then no other is to be made for it.
    static func isMarked(_ reader: any PaymentReader) throws(StoreError) -> Bool {
        try reader.document(mark) != nil
    }

    /// The key that the data is written with, by the key of the file. Nil: the data has none yet.
    static func opened(by file: KeyRing, in reader: any PaymentReader) throws -> KeyRing? {
        // The mark first: both are written at once, so that behind a mark the seal is seen, if there is one.
        guard let found = try reader.document(mark) else { return nil }
        if let seal = try reader.document(sealed) {
            guard let keys = KeyRing(sealed: seal.bytes, by: file.key(for: "data key")), found.bytes == keys.mark else {
                throw anotherKey
            }
            return keys
        }
        guard found.bytes == file.mark else { throw anotherKey }
        return file
    }

    /// What gives data that has no key one; nothing where somebody was faster.
    static func begin(with file: KeyRing, in store: any Store) throws {
        let keys = KeyRing.random()
        let documents = [
            Document(key: mark, bytes: keys.mark),
            Document(key: sealed, bytes: try keys.sealed(by: file.key(for: "data key"))),
        ]
        try write(documents, to: store) { $0.documents[mark] == nil }
    }

    /// From then on the key of `next` opens the data, and no other. Whoever has it open already goes on.
    static func rotate(from file: KeyRing, to next: KeyRing, reader: any PaymentReader, in store: any Store) throws {
        let before = try reader.document(sealed)
        guard let keys = try opened(by: file, in: reader) else {
            throw ServerTrouble(description: "this data has no key yet: start the server on it once")
        }
        let document = Document(key: sealed, bytes: try keys.sealed(by: next.key(for: "data key")))
        try write([document], to: store) { $0.documents[sealed] == before }
        guard try reader.document(sealed) == document else {
            throw ServerTrouble(description: "somebody else changed the key meanwhile: look which one is right")
        }
    }

    private static func write(
        _ documents: [Document], to store: any Store, where holds: (WorkingSet) -> Bool
    ) throws(StoreError) {
        var keys = WorkingSet.Keys()
        keys.documents = [mark, sealed]
        try store.execute(keys) { set in
            var commit = CommitBatch(seal: set.lastBatch.nextWithoutEvents, at: SystemTime().now())
            if holds(set) { commit.documents = documents.map(DocumentWrite.put) }
            return commit
        }
    }

    private static let anotherKey = ServerTrouble(
        description: "this data directory was written with another key: name its key file with --key-file")
}

extension KeyRing {
    fileprivate var mark: [UInt8] { key(for: "check").withUnsafeBytes { Array(SHA256.hash(data: $0)) } }
}
