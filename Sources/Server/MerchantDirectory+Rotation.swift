import Console
import DialectKit
import Engine
import HoldfastAPI
package import PaymentCore
import Sandbox

/// Which credentials a merchant has, so that one can take another's place. A note beside each says whose it is; the secret
/// itself is known to nobody here.
extension MerchantDirectory {
    private static let notes = DocumentCollection(merchant: nobody, wire: WireName("server"), kind: "credential note")
    /// Of one merchant, read at most.
    private static let noteLimit = 1_000

    /// What to write so that `credential` is good from then on, and can be found when it is to be renewed.
    func admissions(of credential: Credential, to grant: Grant) -> [DocumentWrite] {
        let note = Note(
            wire: credential.wire, kind: credential.kind, name: credential.nameBesideSecret, hash: hash(credential),
            madeAt: time.now())
        return [
            admission(of: credential.secret, on: credential.wire, to: grant, until: nil),
            .put(noteSealer.seal(note, at: note.key(of: grant.merchant, in: Self.notes))),
        ]
    }

    /// Oldest first.
    func credentials(of merchant: MerchantID) throws -> [KeptCredential] {
        try notes(of: merchant).compactMap { note in
            guard let document = try reader.document(DocumentKey(Self.secrets, note.hash)) else { return nil }
            return KeptCredential(
                wire: note.wire, kind: note.kind, madeAt: note.madeAt, endsAt: document.expiresAt)
        }.sorted { ($0.wire.text, $0.kind, $0.madeAt) < ($1.wire.text, $1.kind, $1.madeAt) }
    }

    /// A new credential of that kind, and what to write: it is good from then on, and its predecessors end after `overlap`.
    func rotation(
        of merchant: MerchantID, _ wire: WireName, _ kind: String, at now: Instant, overlap: Interval
    ) throws -> (Credential, [DocumentWrite]) {
        var last: (note: Note, grant: Grant)?
        var writes: [DocumentWrite] = []
        for note in try notes(of: merchant) where note.wire == wire && note.kind == kind {
            guard let document = try reader.document(DocumentKey(Self.secrets, note.hash)),
                document.expiresAt.map({ $0 > now }) ?? true
            else {
                writes += [
                    .remove(DocumentKey(Self.secrets, note.hash)), .remove(note.key(of: merchant, in: Self.notes)),
                ]
                continue
            }
            last = (note, try Grant(canonicalBytes: document.bytes))
            let end = min(document.expiresAt ?? now + overlap, now + overlap)
            writes.append(.put(Document(key: document.key, bytes: document.bytes, expiresAt: end)))
        }
        guard let last else {
            throw ServerTrouble(
                description: "there is no credential \"\(wire.text)\" \"\(kind)\": "
                    + "`holdfast merchant credentials` lists them")
        }
        guard
            let renewed = NewMerchant.renewed(wire, kind, named: last.note.name, last.grant.permissions)
        else { throw ServerTrouble(description: "\"\(wire.text)\" \"\(kind)\" is a name and no secret: it stays") }
        // Whoever signed in with the old one signs in anew.
        if wire == Holdfast.wire { writes += try sessions.map { .remove($0) } }
        return (renewed, writes + admissions(of: renewed, to: last.grant))
    }

    /// Of all browsers at the console.
    private var sessions: [DocumentKey] {
        get throws {
            let page = DocumentPage(limit: 10_000, order: .oldestFirst)
            return try reader.documents(of: Console.sessions, page: page).map(\.key)
        }
    }

    private func notes(of merchant: MerchantID) throws -> [Note] {
        let page = DocumentPage(from: merchant.bytes, limit: Self.noteLimit, order: .oldestFirst)
        return try reader.documents(of: Self.notes, page: page).prefix { $0.key.id.starts(with: merchant.bytes) }
            .map { try noteSealer.open($0) }
    }
}

/// A credential as an operator may see it: not the secret.
package struct KeptCredential: Hashable, Sendable {
    package let wire: WireName
    package let kind: String
    package let madeAt: Instant
    /// Nil: until it is renewed.
    package let endsAt: Instant?
}

/// Whose a secret is, as far as it can be told from outside.
private struct Note: Canonical {
    let wire: WireName
    let kind: String
    /// What stands before the secret: the name of a client. Nil where it has none.
    let name: String?
    /// Of the secret, keyed.
    let hash: [UInt8]
    let madeAt: Instant

    init(wire: WireName, kind: String, name: String?, hash: [UInt8], madeAt: Instant) {
        self.wire = wire
        self.kind = kind
        self.name = name
        self.hash = hash
        self.madeAt = madeAt
    }

    func key(of merchant: MerchantID, in collection: DocumentCollection) -> DocumentKey {
        DocumentKey(collection, merchant.bytes + hash.prefix(16))
    }

    func write(to writer: inout CanonicalWriter) {
        writer.string(wire.text)
        writer.string(kind)
        writer.string(name ?? "")
        writer.blob(hash)
        writer.value(madeAt)
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        wire = WireName(try reader.string())
        kind = try reader.string()
        let name = try reader.string()
        self.name = name.isEmpty ? nil : name
        hash = try reader.blob()
        madeAt = try reader.value()
    }
}

extension Credential {
    fileprivate var nameBesideSecret: String? {
        secret.firstIndex(of: ":").map { String(secret[..<$0]) }
    }
}
