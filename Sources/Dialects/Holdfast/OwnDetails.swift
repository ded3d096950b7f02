import DialectKit
import PaymentCore

/// What our own API keeps with a payment or an operation.
struct OwnDetails {
    var reference: String?
    var description: String?
    /// A JSON value's text, returned as it came.
    var metadata: [UInt8]?

    /// Bytes of metadata at most.
    private static let metadataLimit = 4_096

    static let members = ["reference", "description", "metadata"]

    init(_ body: Body) throws(Problem) {
        reference = try body.text("reference", limit: 255)
        description = try body.text("description", limit: 1_000)
        metadata = body.json("metadata").map { $0.encoded() }
        if let metadata, metadata.count > Self.metadataLimit {
            throw .malformed("metadata has at most \(Self.metadataLimit) bytes", field: "metadata")
        }
    }

    func write(to json: inout JSONObjectWriter) {
        if let reference { json.string("reference", reference) }
        if let description { json.string("description", description) }
        if let metadata { json.raw("metadata", metadata) }
    }
}

extension OwnDetails: Canonical {
    private static let version: UInt8 = 1

    func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.string(reference ?? "")
        writer.string(description ?? "")
        writer.blob(metadata ?? [])
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("details of an unknown version") }
        let (reference, description) = (try reader.string(), try reader.string())
        let metadata = try reader.blob()
        self.reference = reference.isEmpty ? nil : reference
        self.description = description.isEmpty ? nil : description
        self.metadata = metadata.isEmpty ? nil : metadata
    }
}
