import DialectKit
import PaymentCore

/// What Mollie keeps with a capture or a refund. Source: wire/mollie.md §5.2 and §6.2.
struct OperationDetails {
    var description: String?
    /// JSON text, returned as it came.
    var metadata: [UInt8]?

    /// Nothing kept, as for a capture that the terms made.
    static func read(_ details: Details) -> OperationDetails {
        (try? OperationDetails(canonicalBytes: details.bytes)) ?? OperationDetails()
    }
}

extension OperationDetails: Canonical {
    private static let version: UInt8 = 1

    func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.texts([description])
        writer.bool(metadata != nil)
        if let metadata { writer.blob(metadata) }
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("operation details of an unknown version") }
        description = try reader.text()
        metadata = try reader.bool() ? try reader.blob() : nil
    }
}
