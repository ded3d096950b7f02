import DialectKit
import PaymentCore

/// What webhooks are signed with. It must be used, so it is kept as it is and not as a hash, in a document that is sealed.
struct SigningSecret: Hashable {
    private let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Lowercase hex of the HMAC-SHA256 over the body's bytes. Source: wire/checkout.md §13.1.
    func signature(of body: [UInt8]) -> String { DialectKit.SigningSecret.signature(of: body, by: text) }
}

extension SigningSecret: Canonical {
    func write(to writer: inout CanonicalWriter) { writer.blob(bytes) }
    init(from reader: inout CanonicalReader) throws(CorruptRecord) { bytes = try reader.blob() }
}
