import DialectKit
import Ledger
import PaymentCore
import VippsAccess

/// The body of `POST /epayment/v1/payments`, checked. Source: wire/vipps.md §2.2; order of checks in §2.3.
struct PaymentRequest {
    let amount: Money
    let details: PaymentDetails

    /// Kept and returned as they came.
    private static let kept = ["metadata", "receipt", "receiptUrl", "industryData", "customerInteraction", "qrFormat"]

    /// `now`: of the merchant's clock, by which the payment will expire. `checksReturn`: the return address is a whole one.
    init(_ call: Call, _ unit: SaleUnit, now: Instant, checksReturn: Bool) throws(Problem) {
        let body = Parameters(call.parameters)
        let amount = try body.amount("amount")
        guard let method = try body.object("paymentMethod") else { throw body.missing("paymentMethod") }
        let type = try method.requiredWord("type", of: ["WALLET", "CARD", "CARD_PASSTHROUGH"])
        let reference = try Self.reference(body)
        let flow = try body.requiredWord(
            "userFlow", of: ["PUSH_MESSAGE", "NATIVE_REDIRECT", "WEB_REDIRECT", "QR"])
        let customer = try Customer(body)
        let returnAddress = try body.address("returnUrl", mayLackScheme: !checksReturn)
        var details = PaymentDetails(interface: .ePayment, unit: unit, reference: reference, flow: flow)
        details.method = type
        details.phone = customer.phone
        details.returnAddress = returnAddress
        details.text = try body.string("paymentDescription", count: 3...100)
        details.key = call.key
        details.scope = try Self.scope(body)
        let expiry = try Self.expiry(body)
        let age = try body.int("minimumUserAge", in: 0...100)
        try Self.checkForms(body)
        // What a sale unit may do comes before how it does it. Source: §2.3.
        try Self.checkUnit(body, method, type, details.scope, amount)
        if !unit.hasApprovals { try Self.checkApprovals(body, flow, unit) }
        try Self.checkFlow(flow, type, hasCustomer: customer.isNamed, hasReturn: returnAddress != nil, reference)
        if let expiry { details.openFor = try Self.openFor(until: expiry, body, now: now) }
        let market = try Self.market(of: amount)
        details.capturesInFull = market.asksApprovalForParts && !unit.hasApprovals
        if let age, age > TestPayer.age { throw Self.noCustomer }
        var extras = JSONObject()
        for name in Self.kept { if let value = body[name] { extras.set(name, to: value) } }
        details.extras = JSON.object(extras).encoded()
        self.amount = amount
        self.details = details
    }

    // MARK: Fields

    private static func reference(_ body: Parameters) throws(Problem) -> String {
        let text = try body.requiredString("reference")
        guard (8...64).contains(text.utf8.count), text.utf8.allSatisfy(\.isReferenceByte) else {
            throw body.invalid(
                "reference", "The field Reference must match the regular expression '^[a-zA-Z0-9-]{8,64}$'.")
        }
        return text
    }

    private static let scopes: Set<String> = ["name", "address", "email", "phoneNumber", "birthDate", "nin"]

    private static func scope(_ body: Parameters) throws(Problem) -> String? {
        guard let text = try body.object("profile")?.string("scope"), !text.isEmpty else { return nil }
        for word in text.split(separator: " ") where !scopes.contains(String(word)) {
            throw Problem(.invalidScope, "The scope \(word) is invalid.")
        }
        return text
    }

    /// A long-living payment's `expiresAt`.
    private static func expiry(_ body: Parameters) throws(Problem) -> (text: String, at: Instant)? {
        guard let text = try body.string("expiresAt") else { return nil }
        guard let end = InstantSpelling.read(text) else {
            throw body.invalid("expiresAt", "The value must be a date and time of RFC 3339.")
        }
        return (text, Instant(milliseconds: end))
    }

    /// What has a form of its own and no rule beside it.
    private static func checkForms(_ body: Parameters) throws(Problem) {
        _ = try body.word("customerInteraction", of: ["CUSTOMER_PRESENT", "CUSTOMER_NOT_PRESENT"])
        _ = try body.address("receiptUrl")
        if let format = try body.object("qrFormat") {
            _ = try format.requiredWord("format", of: ["TEXT/TARGETURL", "IMAGE/SVG+XML", "IMAGE/PNG"])
            _ = try format.int("size", in: 100...2_000)
        }
        if let receipt = try body.object("receipt") { try Receipt.check(receipt) }
        try Metadata.check(body)
        guard let airline = try body.object("industryData")?.object("airlineData") else { return }
        _ = try airline.requiredString("agencyInvoiceNumber", count: 1...6)
        _ = try airline.requiredString("airlineCode", count: 3...3)
        _ = try airline.requiredString("airlineDesignatorCode", count: 2...2)
        _ = try airline.requiredString("passengerName", count: 1...49)
        _ = try airline.string("ticketNumber", count: 1...150)
    }

    // MARK: Rules

    /// What this sale unit may not do. All that an approval would allow is allowed in a sandbox.
    private static func checkUnit(
        _ body: Parameters, _ method: Parameters, _ type: String, _ scope: String?, _ amount: Money
    ) throws(Problem) {
        if type == "CARD_PASSTHROUGH" {
            throw Problem(.invalidPaymentMethod, "CARD_PASSTHROUGH is for payment service providers only.")
        }
        if method["blockedSources"] != nil, type != "WALLET" || !["DKK", "EUR"].contains(amount.currency.code) {
            throw Problem(.blockingNotApplicable, "Sources can be blocked for wallets in Denmark and Finland only.")
        }
        if body["shipping"] != nil {
            throw Problem(.expressNotAllowed, "Express payment is not allowed for this sales unit.")
        }
        if let scope, scope.split(separator: " ").contains("nin") {
            throw Problem(
                .illegalScope, "The scope nin is illegal. Are you asking for more than you are allowed to?")
        }
    }

    private static func checkFlow(
        _ flow: String, _ type: String, hasCustomer: Bool, hasReturn: Bool, _ reference: String
    ) throws(Problem) {
        if flow == "PUSH_MESSAGE", !hasCustomer { throw missing("customer") }
        if flow == "WEB_REDIRECT", !hasReturn { throw missing("returnUrl") }
        if type == "CARD", flow != "WEB_REDIRECT" {
            throw Problem(
                .cannotBeCreated,
                "Reference \(reference) cannot be created. Invalid state: CARD works with WEB_REDIRECT only.")
        }
    }

    /// What a unit has to ask for, and this one has not.
    private static func checkApprovals(_ body: Parameters, _ flow: String, _ unit: SaleUnit) throws(Problem) {
        let number = unit.serialNumber
        if body["expiresAt"] != nil {
            throw Problem(
                .longLivingNotAllowed,
                "The sales unit with MSN \(number) is not allowed to perform long living payments.")
        }
        if flow == "PUSH_MESSAGE" {
            throw Problem(
                .pushNotAllowed, "The sales unit with MSN \(number) is not allowed to skip the landing page.")
        }
    }

    private static func market(of amount: Money) throws(Problem) -> Market {
        guard let market = Market(amount.currency), market.takesWallets else {
            throw Problem(.invalidCurrency, "The currency \(amount.currency.code) is not one of this sales unit.")
        }
        guard amount.minorUnits >= market.smallest else { throw .amountTooSmall }
        return market
    }

    private static let noCustomer = Problem(
        .customerNotFound,
        "The phone number does not belong to a Vipps or MobilePay user, or the user cannot pay businesses. We cannot give more details."
    )

    private static func missing(_ name: String) -> Problem {
        Problem(.missingParameter, "The parameter \(name) is required.")
    }

    /// More than 10 minutes and less than 60 days ahead. Source: §2.2.
    private static func openFor(
        until expiry: (text: String, at: Instant), _ body: Parameters, now: Instant
    ) throws(Problem) -> Interval {
        let text = expiry.text
        let ahead = Interval(milliseconds: expiry.at.milliseconds - now.milliseconds)
        guard ahead > .minutes(10) else {
            throw Problem(.expirationTooSoon, "The expiration date \(text) is invalid.")
        }
        guard ahead < .days(60) else { throw Problem(.expirationTooLate, "The expiration date \(text) is invalid.") }
        guard body["receipt"] != nil else {
            throw Problem(.receiptRequired, "Payments with expiresAt must have a receipt.")
        }
        return ahead
    }
}

extension UInt8 {
    /// `[a-zA-Z0-9-]`
    fileprivate var isReferenceByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
