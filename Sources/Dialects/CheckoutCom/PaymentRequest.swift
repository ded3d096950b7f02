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

    private static let paymentTypes = ["Regular", "Recurring", "MOTO", "Installment", "PayLater", "Unscheduled"]
    /// Told again as they came. Source: wire/checkout.md §5.
    private static let keptMembers = ["items", "billing_descriptor", "shipping", "payment_ip"]

    init(_ call: Call, _ desk: Desk, as id: PaymentID) throws(Problem) {
        let body = call.body
        guard let source = try body.object("source", else: "source_invalid") else {
            throw .invalid("payment_source_required")
        }
        let type = try SourceRequest.type(of: source)
        amount = try Self.amount(body)
        let metadata = try body.metadata()
        try Self.check(body)
        let chosen = try SourceRequest(source, type, call, desk, as: id)
        var details = PaymentDetails(
            platform: call.platform, origin: call.links.origin, source: chosen.source, extras: Self.kept(body),
            subscribers: try desk.subscribers())
        details.reference = try body.reference(on: call.platform)
        details.description = try body.text("description", upTo: 100, else: "description_invalid")
        details.paymentType = try Self.paymentType(body)
        details.metadata = metadata
        details.customer = try CustomerRequest.read(body, call, desk, orNamed: id.customer) ?? chosen.customer
        details.settleCustomer(orNamed: id.customer)
        details.successURL = try Self.address("success_url", body, else: "success_url_invalid")
        details.failureURL = try Self.address("failure_url", body, else: "fail_url_invalid")
        try Self.readCapture(body, into: &details)
        details.authentication = try AuthenticationRequest.read(body)
        if chosen.source.card.isExpired(at: desk.checkout.identifiers.now()) { throw .unprocessable("card_expired") }
        details.settleAuthentication(attempting: try AuthenticationRequest.goesOnWithout(body))
        if desk.checkout.rail == .simulated {
            details.decline = details.foreseenDecline(of: amount, desk.checkout.amountTriggers)
        }
        // Where there is no 3-D Secure there is no challenge either.
        if details.decline?.isWithoutAuthentication == true { details.authentication?.challenges = false }
        takesPart =
            try body.object("partial_authorization", else: "parameter_invalid")?
            .bool("enabled", else: "parameter_invalid") ?? false
        token = chosen.token
        isNewInstrument = chosen.isNew
        self.details = details
    }

    /// Zero, or no amount at all, only verifies the card. Source: wire/checkout.md §4.1 and §9.
    private static func amount(_ body: Members) throws(Problem) -> Money {
        guard let code = try body.text("currency", else: "currency_invalid") else {
            throw .invalid("currency_required")
        }
        guard let currency = Currency(code: code) else { throw .invalid("currency_invalid") }
        let units = try body.amount(above: -1) ?? 0
        // Of three decimals the last must be zero. Source: wire/checkout.md §9; IQD is uncertain, and not asked.
        if currency.exponent == 3, currency.code != "IQD", units % 10 != 0 { throw .invalid("amount_invalid") }
        guard let amount = Money(checked: units, currency) else { throw .invalid("amount_invalid") }
        return amount
    }

    private static func paymentType(_ body: Members) throws(Problem) -> String {
        guard let type = try body.text("payment_type", else: "payment_type_invalid") else { return "Regular" }
        guard paymentTypes.contains(type) else { throw .invalid("payment_type_invalid") }
        return type
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

    private static func readCapture(_ body: Members, into details: inout PaymentDetails) throws(Problem) {
        switch try body.text("authorization_type", else: "parameter_invalid") {
        case nil, "Final": break
        case "Estimated": details.isEstimated = true
        default: throw .invalid("parameter_invalid")
        }
        // `"false"`, a text, is the seed's own spelling.
        let capture = try body.bool("capture", else: "parameter_invalid") ?? true
        details.capture = capture && !details.isEstimated
        guard let text = try body.text("capture_on", else: "capture_on_invalid") else { return }
        guard let instant = InstantSpelling.read(text) else { throw .invalid("capture_on_invalid") }
        // It says that the capture comes by itself, whatever `capture` says. Source: wire/checkout.md §4.1.
        details.captureOn = Instant(milliseconds: instant)
        details.capture = true
    }

    private static func address(_ name: String, _ body: Members, else code: String) throws(Problem) -> String? {
        guard let text = try body.text(name, upTo: 1_024, else: code), !text.isEmpty else { return nil }
        guard let address = WebAddress(text), address.isReturnAddress else { throw .invalid(code) }
        return text
    }

    private static func kept(_ body: Members) -> [UInt8] {
        var kept = JSONObject()
        for name in keptMembers { if let value = body[name] { kept.set(name, to: value) } }
        return JSON.object(kept).encoded()
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
