import DialectKit
import PaymentCore

/// Who the invoice is for, as the shop or the payer's page told it. Source: wire/swedbank.md §4.3.
struct Buyer: Hashable {
    var number: String
    var customerNumber: String?
    var name: String?
    var email: String?
    var msisdn: String?
    var ip: String?
    var legalAddress: Address
    var billingAddress: Address

    /// Whoever answered last; once authorized, whoever the authorization is of. A payer who said yes elsewhere is the
    /// sandbox's first person of the country.
    static func of(
        _ payment: Payment, _ details: PaymentDetails, in service: any PaymentService
    ) throws(Unavailable) -> Buyer? {
        if let document = try service.document(key(of: payment)) { return try? Buyer(canonicalBytes: document.bytes) }
        guard payment.state.authorizedAt != nil else { return nil }
        return TestPerson.first(in: details.country).buyer
    }

    static func key(of payment: Payment) -> DocumentKey { place(payment, "buyer") }

    func entry(for payment: Payment) -> DocumentWrite {
        .put(Document(key: Self.key(of: payment), bytes: canonicalBytes))
    }

    fileprivate static func place(_ payment: Payment, _ kind: String) -> DocumentKey {
        let collection = DocumentCollection(
            merchant: payment.birth.merchant, wire: SwedbankPayInvoice.wire, kind: kind)
        return DocumentKey(collection, payment.id.bytes)
    }
}

/// What a look-up of the registered address found, kept with the payment. Source: wire/swedbank.md §4.2.
enum ApprovedAddress {
    static func key(of payment: Payment) -> DocumentKey { Buyer.place(payment, "approvedLegalAddress") }

    static func entry(_ address: Address, for payment: Payment) -> DocumentWrite {
        .put(Document(key: key(of: payment), bytes: address.canonicalBytes))
    }
}

/// Why a merchant took a payment back, kept with it. Source: wire/swedbank.md §4.7.
enum AbortReason {
    static func key(of payment: Payment) -> DocumentKey { Buyer.place(payment, "abortReason") }

    static func entry(_ reason: String, for payment: Payment) -> DocumentWrite {
        .put(Document(key: key(of: payment), bytes: Array(reason.utf8)))
    }
}

struct Address: Hashable {
    var addressee: String
    var coAddress: String?
    var streetAddress: String?
    var zipCode: String
    var city: String
    /// Two letters.
    var countryCode: String
}

extension Address: Canonical {
    func write(to writer: inout CanonicalWriter) {
        for text in [addressee, zipCode, city, countryCode] { writer.string(text) }
        writer.texts([coAddress, streetAddress])
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        addressee = try reader.string()
        zipCode = try reader.string()
        city = try reader.string()
        countryCode = try reader.string()
        coAddress = try reader.text()
        streetAddress = try reader.text()
    }
}

extension Buyer: Canonical {
    func write(to writer: inout CanonicalWriter) {
        writer.string(number)
        writer.texts([customerNumber, name, email, msisdn, ip])
        writer.value(legalAddress)
        writer.value(billingAddress)
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        number = try reader.string()
        customerNumber = try reader.text()
        name = try reader.text()
        email = try reader.text()
        msisdn = try reader.text()
        ip = try reader.text()
        legalAddress = try reader.value()
        billingAddress = try reader.value()
    }
}
