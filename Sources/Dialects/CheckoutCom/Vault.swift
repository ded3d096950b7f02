import DialectKit
import PaymentCore

/// What is kept beside payments: card tokens and instruments, and customers (`KeptCustomer`). Documents of the merchant, one
/// platform apart from the other.
extension Desk {
    /// The card of a token that nobody has used and whose time is not over. Nil when there is no such token.
    func token(_ id: TokenID) throws(Problem) -> Source? {
        let token = try kept("card token", id.bytes) { bytes throws(CorruptRecord) in
            try KeptToken(canonicalBytes: bytes)
        }
        guard let token else { return nil }
        guard let source = token.source else { throw .invalid("token_used") }
        if token.end <= now { throw .invalid("token_expired") }
        return source
    }

    /// From then on the token tells no card, only that it was there.
    func useUp(_ id: TokenID) -> DocumentWrite { put(KeptToken(source: nil, end: now), as: id) }

    /// Nil also when its customer is gone, with all that they paid with. Source: the vendor's OpenAPI.
    func instrument(_ id: InstrumentID) throws(Problem) -> KeptInstrument? {
        let instrument = try kept("instrument", id.bytes) { bytes throws(CorruptRecord) in
            try KeptInstrument(canonicalBytes: bytes)
        }
        if let customer = instrument?.customer, try self.customer(customer.id) == nil { return nil }
        return instrument
    }

    func put(_ token: KeptToken, as id: TokenID) -> DocumentWrite {
        .put(Document(key: DocumentKey(call.documents("card token"), id.bytes), bytes: token.canonicalBytes))
    }

    func put(_ instrument: KeptInstrument) -> DocumentWrite {
        let key = DocumentKey(call.documents("instrument"), instrument.source.instrument.bytes)
        return .put(Document(key: key, bytes: instrument.canonicalBytes))
    }

    func kept<Value>(
        _ kind: String, _ id: [UInt8], _ read: ([UInt8]) throws(CorruptRecord) -> Value
    ) throws(Problem) -> Value? {
        guard let document = try document(DocumentKey(call.documents(kind), id)) else { return nil }
        do { return try read(document.bytes) } catch { throw .internalError }
    }
}

/// A card that one payment may use.
struct KeptToken {
    /// Nil once it was used.
    var source: Source?
    /// By the merchant's clock.
    var end: Instant
}

/// Something to pay with, kept for later.
struct KeptInstrument {
    var source: Source
    var customer: Customer?
}

extension KeptToken: Canonical {
    func write(to writer: inout CanonicalWriter) {
        writer.optional(source)
        writer.value(end)
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        source = try reader.optional()
        end = try reader.value()
    }
}

extension KeptInstrument: Canonical {
    func write(to writer: inout CanonicalWriter) {
        writer.value(source)
        writer.optional(customer)
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        source = try reader.value()
        customer = try reader.optional()
    }
}
