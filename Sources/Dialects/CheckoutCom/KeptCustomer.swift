import DialectKit
import PaymentCore

/// A customer, known by a name or an e-mail address, and what they pay with.
struct KeptCustomer {
    var customer: Customer
    /// What a payment by this customer uses: their default.
    var instrument: InstrumentID?
    /// All that is linked to them, that one too, in the order in which it came.
    private(set) var instruments: [InstrumentID] = []
    /// JSON texts, told again as they came.
    var phone: [UInt8]?
    var metadata: [UInt8]?

    /// As many stay linked; the oldest ones go. The limit is ours.
    static let instrumentLimit = 100

    init(customer: Customer) { self.customer = customer }

    /// The first one is the default, whatever is wished.
    mutating func link(_ id: InstrumentID, asDefault: Bool) {
        if asDefault || instrument == nil { instrument = id }
        guard !instruments.contains(id) else { return }
        instruments.append(id)
        if instruments.count > Self.instrumentLimit, let oldest = instruments.firstIndex(where: { $0 != instrument }) {
            instruments.remove(at: oldest)
        }
    }
}

extension KeptCustomer: Canonical {
    func write(to writer: inout CanonicalWriter) {
        writer.value(customer)
        writer.optional(instrument)
        writer.optionalBlob(phone)
        writer.optionalBlob(metadata)
        writer.list(instruments)
    }

    /// Where no list follows, as in a record from before there was one, the default is all there is.
    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        customer = try reader.value()
        instrument = try reader.optional()
        phone = try reader.optionalBlob()
        metadata = try reader.optionalBlob()
        instruments = reader.isAtEnd ? [instrument].compactMap { $0 } : try reader.list(limit: Self.instrumentLimit)
    }
}

extension Desk {
    func customer(_ id: CustomerID) throws(Problem) -> KeptCustomer? {
        try kept("customer", id.bytes) { bytes throws(CorruptRecord) in try KeptCustomer(canonicalBytes: bytes) }
    }

    /// Whoever has this address: the customer that is named after it, or one that took it later.
    func customer(of email: String) throws(Problem) -> KeptCustomer? {
        let named = customerID(of: email)
        let later = try kept("customer address", named.bytes) { bytes throws(CorruptRecord) in
            try CustomerID(canonicalBytes: bytes)
        }
        for id in [later, named] {
            guard let id, let kept = try customer(id) else { continue }
            if kept.customer.email?.lowercased() == email.lowercased() { return kept }
        }
        return nil
    }

    /// How a new customer of this address is named: after it, or `fresh` where who once had it is still called so.
    func newCustomerID(of email: String, orNamed fresh: CustomerID) throws(Problem) -> CustomerID {
        let named = customerID(of: email)
        return try customer(named) == nil ? named : fresh
    }

    /// The customer as kept, with what was not known of them, and with what they pay with.
    func customer(
        _ told: Customer, paysWith instrument: InstrumentID, asDefault: Bool = true
    ) throws(Problem) -> KeptCustomer {
        var kept = try customer(told.id) ?? KeptCustomer(customer: told)
        kept.customer.email = kept.customer.email ?? told.email
        kept.customer.name = kept.customer.name ?? told.name
        kept.link(instrument, asDefault: asDefault)
        return kept
    }

    /// What is linked to a customer and is still there, and is not somebody else's by now.
    func instruments(of kept: KeptCustomer) throws(Problem) -> [KeptInstrument] {
        var found: [KeptInstrument] = []
        for id in kept.instruments {
            guard let instrument = try instrument(id) else { continue }
            if let owner = instrument.customer, owner.id != kept.customer.id { continue }
            found.append(instrument)
        }
        return found
    }

    func put(_ kept: KeptCustomer) -> [DocumentWrite] { [.put(document(kept))] + address(of: kept) }

    func document(_ kept: KeptCustomer) -> Document {
        Document(key: DocumentKey(call.documents("customer"), kept.customer.id.bytes), bytes: kept.canonicalBytes)
    }

    /// Where whoever is not named after their address is found by it.
    func address(of kept: KeptCustomer) -> [DocumentWrite] {
        guard let email = kept.customer.email else { return [] }
        let named = customerID(of: email)
        guard named != kept.customer.id else { return [] }
        let key = DocumentKey(call.documents("customer address"), named.bytes)
        return [.put(Document(key: key, bytes: kept.customer.id.canonicalBytes))]
    }

    /// Keyed, so that the name of a customer tells nothing of the address.
    private func customerID(of email: String) -> CustomerID {
        let place =
            "customer \(call.platform.word) \(UUIDSpelling.spell(hi: call.merchant.high, lo: call.merchant.low))"
        let bytes = checkout.fingerprints.fingerprint(of: place, ["email": .string(email.lowercased())])
        return (try? CustomerID(canonicalBytes: bytes)) ?? CustomerID(high: 0, low: 0)
    }
}
