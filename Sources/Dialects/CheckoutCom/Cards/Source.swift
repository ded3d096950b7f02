import DialectKit
import PaymentCore

/// What a payment is paid with, as it is kept and told again: a card and what came with it.
struct Source: Hashable {
    var card: Card
    /// The name under which it can be used again.
    var instrument: InstrumentID
    /// Whether a security code was sent and looked at; the code itself is not kept.
    var checkedCode = false
    var holder: String?
    /// JSON texts, told again as they came.
    var billingAddress: [UInt8]?
    var phone: [UInt8]?
}

extension Source: Canonical {
    private static let version: UInt8 = 1

    func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.value(card)
        writer.value(instrument)
        writer.bool(checkedCode)
        writer.texts([holder])
        writer.optionalBlob(billingAddress)
        writer.optionalBlob(phone)
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("a source of an unknown version") }
        card = try reader.value()
        instrument = try reader.value()
        checkedCode = try reader.bool()
        holder = try reader.text()
        billingAddress = try reader.optionalBlob()
        phone = try reader.optionalBlob()
    }
}

extension Source {
    /// A card in a request, or a card's details in a token request. Source: wire/checkout.md §4.2.
    static func card(
        _ members: Members, _ call: Call, _ checkout: CheckoutCom, instrument: InstrumentID
    ) throws(Problem) -> Source {
        try read(members, instrument) { () throws(Problem) in
            try Card(
                members, number: "number", missing: "card_number_required", invalid: "card_number_invalid",
                checkout.fingerprints, of: call.merchant)
        }
    }

    static func networkToken(
        _ members: Members, _ call: Call, _ checkout: CheckoutCom, instrument: InstrumentID
    ) throws(Problem) -> Source {
        if let type = try members.text("token_type", else: "source_token_type_invalid") {
            guard ["vts", "mdes", "applepay", "googlepay"].contains(type) else {
                throw .invalid("source_token_type_invalid")
            }
        } else {
            throw .invalid("source_token_type_required")
        }
        return try read(members, instrument) { () throws(Problem) in
            try Card(
                members, number: "token", missing: "source_token_required", invalid: "source_token_invalid",
                checkout.fingerprints, of: call.merchant)
        }
    }

    /// A card with what comes beside it.
    private static func read(
        _ members: Members, _ instrument: InstrumentID, _ card: () throws(Problem) -> Card
    ) throws(Problem) -> Source {
        var findings = Findings()
        try findings.check(try checkAddress(of: members))
        let card = try findings.check(try card())
        let code = try findings.check(try code(members))
        var source = card.map { Source(card: $0, instrument: instrument) }
        try findings.check(try source?.read(members))
        guard var source, let code, findings.isEmpty else { throw findings.problem }
        source.checkedCode = code
        return source
    }

    /// Takes the payer's name, address and phone, where they are given.
    mutating func read(_ members: Members) throws(Problem) {
        if let name = try members.text("name", else: "card_holder_invalid") { holder = name }
        try Self.checkAddress(of: members)
        billingAddress = try members.kept("billing_address", else: "address_invalid") ?? billingAddress
        if try members.object("phone", else: "phone_number_invalid") != nil {
            phone = try members.kept("phone", else: "phone_number_invalid")
        }
    }

    private static func checkAddress(of members: Members) throws(Problem) {
        if let address = try members.object("billing_address", else: "address_invalid") { try check(address) }
    }

    /// A country is two upper-case letters. Source: wire/checkout.md §4.3.
    static func check(_ address: Members) throws(Problem) {
        for name in ["address_line1", "address_line2"] {
            _ = try address.text(name, upTo: 200, else: "address_invalid")
        }
        for name in ["city", "state", "zip"] { _ = try address.text(name, upTo: 50, else: "\(name)_invalid") }
        if let country = try address.text("country", else: "address_country_invalid") {
            let isCode = country.utf8.count == 2 && country.utf8.allSatisfy { (0x41...0x5A).contains($0) }
            guard isCode else { throw .invalid("address_country_invalid") }
        }
    }

    /// Three or four digits; looked at and let go.
    static func code(_ members: Members) throws(Problem) -> Bool {
        guard let code = try members.text("cvv", else: "cvv_invalid"), !code.isEmpty else { return false }
        guard (3...4).contains(code.utf8.count), code.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .invalid("cvv_invalid")
        }
        return true
    }
}
