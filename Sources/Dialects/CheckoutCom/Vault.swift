import DialectKit
import PaymentCore

/// What is kept beside payments: card tokens, instruments and customers. Documents of the merchant, one platform apart
/// from the other.
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

    func put(_ token: KeptToken, as id: TokenID) -> DocumentWrite {
        .put(Document(key: DocumentKey(call.documents("card token"), id.bytes), bytes: token.canonicalBytes))
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

    func put(_ customer: KeptCustomer) -> DocumentWrite { .put(document(customer)) }

    func document(_ customer: KeptCustomer) -> Document {
        Document(
            key: DocumentKey(call.documents("customer"), customer.customer.id.bytes), bytes: customer.canonicalBytes)
    }

    private func kept<Value>(
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

struct KeptCustomer {
    var customer: Customer
    /// What a payment by this customer uses.
    var instrument: InstrumentID?
    /// JSON texts, told again as they came.
    var phone: [UInt8]?
    var metadata: [UInt8]?
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
