/// A value with exactly one spelling in bytes: what is stored, hashed and compared.
///
/// Stored values begin with a version where their type says so; a new version is added, old ones stay readable.
package protocol Canonical {
    func write(to writer: inout CanonicalWriter)
    init(from reader: inout CanonicalReader) throws(CorruptRecord)
}

/// Stored bytes that no version of this program can have written.
package struct CorruptRecord: Error, Hashable, Sendable {
    package let what: String
    package init(_ what: String) { self.what = what }
}

extension Canonical {
    package var canonicalBytes: [UInt8] {
        var writer = CanonicalWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// The value that `bytes` spell, all of them.
    package init(canonicalBytes bytes: [UInt8]) throws(CorruptRecord) {
        var reader = CanonicalReader(bytes)
        self = try Self(from: &reader)
        guard reader.isAtEnd else { throw CorruptRecord("trailing bytes after \(Self.self)") }
    }
}
