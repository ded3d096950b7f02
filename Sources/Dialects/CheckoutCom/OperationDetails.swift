import PaymentCore

/// What Checkout.com keeps with a capture, void, refund, reversal or increment. Source: wire/checkout.md §6.
struct OperationDetails {
    var reference: String?
    /// JSON text, told again as it came.
    var metadata: [UInt8]?
    /// Who hears of it: the subscriptions there were when it was asked for.
    var subscribers: [String]

    /// Nil for an operation that nobody asked for, such as an automatic capture.
    static func read(_ details: Details) -> OperationDetails? {
        details.bytes.isEmpty ? nil : try? OperationDetails(canonicalBytes: details.bytes)
    }
}

extension OperationDetails: Canonical {
    private static let version: UInt8 = 1

    func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.texts([reference])
        writer.optionalBlob(metadata)
        writer.unsigned(UInt64(subscribers.count))
        for subscriber in subscribers { writer.string(subscriber) }
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("operation details of an unknown version") }
        reference = try reader.text()
        metadata = try reader.optionalBlob()
        subscribers = try reader.strings()
    }
}
