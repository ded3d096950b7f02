package import Crypto
package import PaymentCore

/// Seals documents that hold secrets which must be used again, such as those that sign webhooks. The key lies outside the
/// data directory, so that a copy of the data alone tells none of them.
package struct Sealer: Sendable {
    private let key: SymmetricKey

    /// `key` has 256 bits.
    package init(key: SymmetricKey) { self.key = key }

    private static let version: UInt8 = 1

    /// A version, then nonce, cipher text and tag of AES-GCM; bound to its place, so that it is good nowhere else.
    package func seal(_ value: some Canonical, at place: DocumentKey) -> Document {
        guard
            let box = try? AES.GCM.seal(value.canonicalBytes, using: key, authenticating: Self.label(of: place)),
            let combined = box.combined
        else { preconditionFailure("sealing takes a 256-bit key and the usual nonce") }
        return Document(key: place, bytes: [Self.version] + Array(combined))
    }

    package func open<Value: Canonical>(_ document: Document) throws(CorruptRecord) -> Value {
        guard let bytes = opened(document) else {
            throw CorruptRecord("a sealed document of kind \(document.key.collection.kind) cannot be opened")
        }
        return try Value(canonicalBytes: bytes)
    }

    /// The same for kinds of documents that were not always sealed: those of data directories from before are read as
    /// they are, and sealed when they are written next.
    package func openOrRead<Value: Canonical>(_ document: Document) throws(CorruptRecord) -> Value {
        try Value(canonicalBytes: opened(document) ?? document.bytes)
    }

    private func opened(_ document: Document) -> [UInt8]? {
        guard document.bytes.first == Self.version,
            let box = try? AES.GCM.SealedBox(combined: document.bytes.dropFirst()),
            let bytes = try? AES.GCM.open(box, using: key, authenticating: Self.label(of: document.key))
        else { return nil }
        return Array(bytes)
    }

    private static func label(of place: DocumentKey) -> [UInt8] {
        var writer = CanonicalWriter()
        writer.value(place.collection.merchant)
        writer.string(place.collection.wire.text)
        writer.string(place.collection.kind)
        writer.blob(place.id)
        return writer.bytes
    }
}
