import DialectKit
import PaymentCore

/// What is kept beside payments: card tokens, instruments and customers. Documents of the merchant, one platform apart
/// from the other.
extension Desk {
    /// The card of a token that nobody has used. Nil when there is no such token, or its time is over.
    func token(_ id: TokenID) throws(Problem) -> Source? {
        let key = DocumentKey(call.documents("token"), id.bytes)
        if let document = try document(key), document.bytes.isEmpty { throw .invalid("token_used") }
        return try kept("token", id.bytes) { bytes throws(CorruptRecord) in try Source(canonicalBytes: bytes) }
    }

    /// From then on the token tells no card, only that it was there, for as long as a token lives.
    func useUp(_ id: TokenID) -> DocumentWrite {
        let end = checkout.identifiers.now() + TokenRoutes.lifetime
        return .put(Document(key: DocumentKey(call.documents("token"), id.bytes), bytes: [], expiresAt: end))
    }

    func instrument(_ id: InstrumentID) throws(Problem) -> KeptInstrument? {
        try kept("instrument", id.bytes) { bytes throws(CorruptRecord) in try KeptInstrument(canonicalBytes: bytes) }
    }

    func customer(_ id: CustomerID) throws(Problem) -> KeptCustomer? {
        try kept("customer", id.bytes) { bytes throws(CorruptRecord) in try KeptCustomer(canonicalBytes: bytes) }
    }

    /// The same address is the same customer. Keyed, so that the name of a customer tells nothing of it.
    func customerID(of email: String) -> CustomerID {
        let place =
            "customer \(call.platform.word) \(UUIDSpelling.spell(hi: call.merchant.high, lo: call.merchant.low))"
        let bytes = checkout.fingerprints.fingerprint(of: place, ["email": .string(email.lowercased())])
        return (try? CustomerID(canonicalBytes: bytes)) ?? CustomerID(high: 0, low: 0)
    }

    func put(_ token: Source, as id: TokenID, until end: Instant) -> DocumentWrite {
        .put(Document(key: DocumentKey(call.documents("token"), id.bytes), bytes: token.canonicalBytes, expiresAt: end))
    }

    func put(_ instrument: KeptInstrument) -> DocumentWrite {
        let key = DocumentKey(call.documents("instrument"), instrument.source.instrument.bytes)
        return .put(Document(key: key, bytes: instrument.canonicalBytes))
    }

    /// The customer as kept, with what is told of them now, and what they pay with from now on.
    func customer(_ told: Customer, paysWith instrument: InstrumentID) throws(Problem) -> KeptCustomer {
        var kept = try customer(told.id) ?? KeptCustomer(customer: told)
        kept.customer = told
        kept.instrument = instrument
        return kept
    }

    func put(_ customer: KeptCustomer) -> DocumentWrite {
        let key = DocumentKey(call.documents("customer"), customer.customer.id.bytes)
        return .put(Document(key: key, bytes: customer.canonicalBytes))
    }

    private func kept<Value>(
        _ kind: String, _ id: [UInt8], _ read: ([UInt8]) throws(CorruptRecord) -> Value
    ) throws(Problem) -> Value? {
        guard let document = try document(DocumentKey(call.documents(kind), id)) else { return nil }
        do { return try read(document.bytes) } catch { throw .internalError }
    }
}

/// Something to pay with, kept for later.
struct KeptInstrument {
    var source: Source
    var customer: Customer?
}

struct KeptCustomer {
    var customer: Customer
    /// What a payment by this customer uses.
    var instrument: InstrumentID?
    /// JSON texts, told again as they came.
    var phone: [UInt8]?
    var metadata: [UInt8]?
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

extension KeptCustomer: Canonical {
    func write(to writer: inout CanonicalWriter) {
        writer.value(customer)
        writer.optional(instrument)
        writer.optionalBlob(phone)
        writer.optionalBlob(metadata)
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        customer = try reader.value()
        instrument = try reader.optional()
        phone = try reader.optionalBlob()
        metadata = try reader.optionalBlob()
    }
}
