import DialectKit
import Ledger
import PaymentCore

/// `POST /payments`, checked member by member. Source: wire/checkout.md §4.1 to §4.4.
struct PaymentRequest {
    let amount: Money
    let details: PaymentDetails
    /// Whether the shop takes a part of what it asks for.
    let takesPart: Bool
    /// The card token that this payment uses up.
    let token: TokenID?
    /// The source can be used again: it came with this request.
    let isNewInstrument: Bool

    /// Told again as they came. Source: wire/checkout.md §5.
    private static let keptMembers = ["items", "billing_descriptor", "shipping", "payment_ip"]
    /// The longest text that is kept of them together. Unit: bytes. The limit is ours.
    private static let keptLimit = 65_536

    init(_ call: Call, _ desk: Desk, as id: PaymentID) throws(Problem) {
        let body = call.body
        guard let source = try body.object("source", else: "source_invalid") else {
            throw .invalid("payment_source_required")
        }
        var findings = Findings()
        let type = try findings.check(try SourceRequest.type(of: source))
        let amount = try Self.amount(body, &findings)
        let metadata = try findings.check(try body.metadata())
        try findings.check(try Self.check(body))
        var chosen: SourceRequest?
        if let type { chosen = try findings.check(try SourceRequest(source, type, call, desk, as: id)) }
        let customer = try findings.check(try CustomerRequest.read(body, call, desk, orNamed: id.customer))
        let words = try Words(body, call.platform, &findings)
        let capture = try findings.check(try CaptureWish(body))
        let authentication = try findings.check(try AuthenticationRequest.read(body))
        let attempts = try findings.check(try AuthenticationRequest.goesOnWithout(body))
        let takesPart = try findings.check(try Self.takesPart(body))
        let extras = try findings.check(try Self.kept(body))
        guard let amount, let chosen, let capture, let attempts, let takesPart, let extras, findings.isEmpty else {
            throw findings.problem
        }
        var details = PaymentDetails(
            platform: call.platform, origin: call.links.origin, source: chosen.source, extras: extras,
            subscribers: try desk.subscribers())
        words.write(to: &details)
        capture.write(to: &details)
        // A verification holds nothing that could be increased. Source: wire/checkout.md §6.5.
        if amount.isZero { details.isEstimated = false }
        details.authentication = authentication ?? nil
        if chosen.source.card.isExpired(at: desk.now) { throw .unprocessable("card_expired") }
        details.metadata = metadata ?? nil
        details.customer = (customer ?? nil) ?? chosen.customer
        details.settleCustomer(orNamed: id.customer)
        // A card that its customer has paid with before is the same instrument.
        if chosen.isNew, let customer = details.customer, let kept = try desk.customer(customer.id) {
            let same = try desk.instruments(of: kept).first { $0.source.card == chosen.source.card }
            if let same { details.source.instrument = same.source.instrument }
        }
        details.settleAuthentication(attempting: attempts)
        if desk.checkout.rail == .simulated {
            details.decline = details.foreseenDecline(of: amount, desk.checkout.amountTriggers)
        }
        // Where there is no 3-D Secure there is no challenge either.
        if details.decline?.isWithoutAuthentication == true { details.authentication?.challenges = false }
        (self.amount, self.details, self.takesPart) = (amount, details, takesPart)
        (token, isNewInstrument) = (chosen.token, chosen.isNew)
    }

    private static func takesPart(_ body: Members) throws(Problem) -> Bool {
        try body.object("partial_authorization", else: "parameter_invalid")?
            .bool("enabled", else: "parameter_invalid") ?? false
    }

    /// Zero, or no amount at all, only verifies the card. Source: wire/checkout.md §4.1 and §9.
    private static func amount(_ body: Members, _ findings: inout Findings) throws(Problem) -> Money? {
        let currency = try findings.check(try currency(body))
        let units = try findings.check(try body.amount(above: -1) ?? 0)
        guard let currency, let units else { return nil }
        return try findings.check(try Members.money(units, currency))
    }

    private static func currency(_ body: Members) throws(Problem) -> Currency {
        guard let code = try body.text("currency", else: "currency_invalid") else {
            throw .invalid("currency_required")
        }
        guard let currency = Currency(code: code) else { throw .invalid("currency_invalid") }
        return currency
    }

    /// What is checked and otherwise only told again.
    private static func check(_ body: Members) throws(Problem) {
        if let address = try body.text("payment_ip", upTo: 45, else: "ip_address_invalid"), !address.isIPAddress {
            throw .invalid("ip_address_invalid")
        }
        if let descriptor = try body.object("billing_descriptor", else: "billing_descriptor_name_invalid") {
            let name = try descriptor.text("name", upTo: 25, else: "billing_descriptor_name_invalid")
            let city = try descriptor.text("city", upTo: 13, else: "billing_descriptor_city_invalid")
            if name == nil, city != nil { throw .invalid("billing_descriptor_name_required") }
            if city == nil, name != nil { throw .invalid("billing_descriptor_city_required") }
        }
        if let shipping = try body.object("shipping", else: "address_invalid"),
            let address = try shipping.object("address", else: "address_invalid")
        {
            try Source.check(address)
        }
        if let items = body["items"], items.array == nil { throw .invalid("parameter_invalid") }
    }

    private static func kept(_ body: Members) throws(Problem) -> [UInt8] {
        var kept = JSONObject()
        for name in keptMembers { if let value = body[name] { kept.set(name, to: value) } }
        let text = JSON.object(kept).encoded()
        guard text.count <= keptLimit else { throw .invalid("parameter_invalid") }
        return text
    }
}

/// What the shop calls the payment, and where the payer goes afterwards.
private struct Words {
    private let reference: String?
    private let description: String?
    private let paymentType: String?
    private let successURL: String?
    private let failureURL: String?

    private static let paymentTypes = ["Regular", "Recurring", "MOTO", "Installment", "PayLater", "Unscheduled"]

    init(_ body: Members, _ platform: Platform, _ findings: inout Findings) throws(Problem) {
        reference = try findings.check(try body.reference(on: platform)) ?? nil
        description = try findings.check(try body.text("description", upTo: 100, else: "description_invalid")) ?? nil
        paymentType = try findings.check(try Self.paymentType(body)) ?? nil
        successURL = try findings.check(try Self.address("success_url", body, else: "success_url_invalid")) ?? nil
        failureURL = try findings.check(try Self.address("failure_url", body, else: "fail_url_invalid")) ?? nil
    }

    func write(to details: inout PaymentDetails) {
        details.reference = reference
        details.description = description
        details.paymentType = paymentType ?? details.paymentType
        (details.successURL, details.failureURL) = (successURL, failureURL)
    }

    private static func paymentType(_ body: Members) throws(Problem) -> String? {
        guard let type = try body.text("payment_type", else: "payment_type_invalid") else { return nil }
        guard paymentTypes.contains(type) else { throw .invalid("payment_type_invalid") }
        return type
    }

    private static func address(_ name: String, _ body: Members, else code: String) throws(Problem) -> String? {
        guard let text = try body.text(name, upTo: 1_024, else: code), !text.isEmpty else { return nil }
        guard let address = WebAddress(text), address.isReturnAddress else { throw .invalid(code) }
        return text
    }
}

extension String {
    /// Four numbers up to 255 with dots, or hex groups with colons.
    fileprivate var isIPAddress: Bool {
        let parts = split(separator: ".", omittingEmptySubsequences: false)
        if parts.count == 4 { return parts.allSatisfy { UInt8($0) != nil } }
        return contains(":")
            && utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                    UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: ":"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}
