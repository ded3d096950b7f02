import DialectKit
import Ledger
import PaymentCore

/// What Swedbank Pay keeps with a payment that the core has no word for. Source: wire/swedbank.md §4.1 and §7.
struct PaymentDetails {
    var country: Country
    var payee: String
    var payeeReference: String
    /// How much of the payment's amount is tax. Unit: minor units.
    var vatAmount: Int64
    var description: String
    var language: String
    var userAgent: String?
    var initiatingUserAgent: String?
    var payerReference: String?
    var payeeName: String?
    var productCategory: String?
    var orderReference: String?
    var subsite: String?
    var msisdn: String?
    var urls: URLs
    /// The members of an object, told again as they came.
    var metadata: [UInt8]?

    struct URLs: Hashable {
        var hosts: [String]
        var complete: String
        var cancel: String?
        var payment: String?
        var callback: String?
        var logo: String?
        var termsOfService: String?
    }

    static func read(_ payment: Payment) -> PaymentDetails? {
        guard payment.birth.wire == SwedbankPayInvoice.wire else { return nil }
        return try? PaymentDetails(canonicalBytes: payment.details.bytes)
    }

    /// What the payer agrees to. The ledger keeps one currency for each country: another is refused there.
    /// Source: wire/swedbank.md §6 (kept for 180 days, captures refused afterwards) and §4.1.
    func approval(in currency: Currency, script: IssuerScript) -> Approval {
        var script = script
        if currency.code != country.currency { script.declinesAuthorization = .technical }
        return Approval(instrument: Instrument(kind: "invoice", script: script), terms: Self.terms)
    }

    /// A payer who was declined may try again. Source: wire/swedbank.md §6, "After a failed authorization".
    static var terms: Terms {
        var terms = Terms()
        terms.captureWindow = .days(180)
        terms.deadline = .refuses
        return terms
    }
}

extension PaymentDetails: Canonical {
    private static let version: UInt8 = 1

    func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.byte(country.rawValue)
        writer.string(payee)
        writer.string(payeeReference)
        writer.signed(vatAmount)
        writer.string(description)
        writer.string(language)
        writer.texts([
            userAgent, initiatingUserAgent, payerReference, payeeName, productCategory, orderReference, subsite, msisdn,
        ])
        writer.unsigned(UInt64(urls.hosts.count))
        for host in urls.hosts { writer.string(host) }
        writer.string(urls.complete)
        writer.texts([urls.cancel, urls.payment, urls.callback, urls.logo, urls.termsOfService])
        writer.bool(metadata != nil)
        if let metadata { writer.blob(metadata) }
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("payment details of an unknown version") }
        guard let country = Country(rawValue: try reader.byte()) else { throw CorruptRecord("unknown country") }
        self.country = country
        payee = try reader.string()
        payeeReference = try reader.string()
        vatAmount = try reader.signed()
        description = try reader.string()
        language = try reader.string()
        userAgent = try reader.text()
        initiatingUserAgent = try reader.text()
        payerReference = try reader.text()
        payeeName = try reader.text()
        productCategory = try reader.text()
        orderReference = try reader.text()
        subsite = try reader.text()
        msisdn = try reader.text()
        var hosts: [String] = []
        for _ in 0..<(try reader.count(limit: 1_000)) { hosts.append(try reader.string()) }
        urls = URLs(hosts: hosts, complete: try reader.string())
        urls.cancel = try reader.text()
        urls.payment = try reader.text()
        urls.callback = try reader.text()
        urls.logo = try reader.text()
        urls.termsOfService = try reader.text()
        metadata = try reader.bool() ? try reader.blob() : nil
    }
}
