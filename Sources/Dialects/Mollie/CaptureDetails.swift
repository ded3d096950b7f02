import DialectKit
import PaymentCore

/// What Mollie keeps with a capture. Source: wire/mollie.md §5.2.
struct CaptureDetails: Canonical {
    var description: String?
    /// JSON text, returned as it came.
    var metadata: [UInt8]?

    private static let version: UInt8 = 1

    init(description: String?, metadata: [UInt8]?) {
        self.description = description
        self.metadata = metadata
    }

    func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.texts([description])
        writer.bool(metadata != nil)
        if let metadata { writer.blob(metadata) }
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("capture details of an unknown version") }
        description = try reader.text()
        metadata = try reader.bool() ? try reader.blob() : nil
    }

    /// Nothing kept, as for a capture that the terms made.
    static func read(_ details: Details) -> CaptureDetails {
        (try? CaptureDetails(canonicalBytes: details.bytes)) ?? CaptureDetails(description: nil, metadata: nil)
    }
}
