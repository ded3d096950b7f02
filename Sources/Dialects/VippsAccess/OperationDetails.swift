package import PaymentCore

/// What both APIs keep with a capture, a cancellation or a refund.
package struct OperationDetails: Sendable {
    /// `transactionText`.
    package var text: String?
    /// `Idempotency-Key` or `X-Request-Id`.
    package var key: String?

    package init(text: String? = nil, key: String? = nil) {
        self.text = text
        self.key = key
    }

    package var kept: Details { Details(canonicalBytes) }

    /// Nothing kept, as for what the terms or our own API began.
    package static func read(_ details: Details) -> OperationDetails {
        (try? OperationDetails(canonicalBytes: details.bytes)) ?? OperationDetails()
    }
}

extension OperationDetails: Canonical {
    private static let version: UInt8 = 1

    package func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.texts([text, key])
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("operation details of an unknown version") }
        text = try reader.text()
        key = try reader.text()
    }
}
