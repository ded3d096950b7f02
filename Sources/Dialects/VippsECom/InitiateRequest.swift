import DialectKit
import Ledger
import PaymentCore
import VippsAccess

/// The body of `POST /ecomm/v2/payments`, checked. Source: wire/vipps.md §4.1.
struct InitiateRequest {
    /// With shipping, where the payer's choice of it is known beforehand.
    let amount: Money
    let details: PaymentDetails

    /// The smallest amount. Unit: øre.
    static let smallest: Int64 = 100

    /// `isSandbox`: a shop under test on this machine can be called.
    init(_ body: Parameters, _ unit: SaleUnit, isSandbox: Bool) throws(Problem) {
        let customer = try body.object("customerInfo")
        let merchant = try body.object("merchantInfo")
        let transaction = try body.object("transaction")
        let isApp = try merchant.bool("isApp") ?? false
        let skipsLanding = try transaction.bool("skipLandingPage") ?? false
        let phone = try Self.phone(customer)
        if skipsLanding, phone == nil { throw customer.missing("mobileNumber") }
        if skipsLanding, !unit.hasApprovals { throw Problem(.landingPageNeeded) }
        var details = PaymentDetails(
            interface: .eCom, unit: unit, reference: try Self.orderID(transaction),
            flow: skipsLanding ? "PUSH_MESSAGE" : isApp ? "NATIVE_REDIRECT" : "WEB_REDIRECT")
        details.phone = phone
        details.text = try transaction.requiredString("transactionText", count: 1...100)
        details.returnAddress = try Self.fallBack(merchant, isApp: isApp)
        details.callbackPrefix = try Self.prefix(
            merchant, "callbackPrefix", isRequired: true, isSandbox: isSandbox)
        details.callbackToken = try Self.callbackToken(merchant)
        details.scope = try Self.scope(transaction)
        guard let asked = try transaction.amount("amount") else { throw transaction.missing("amount") }
        guard asked >= Self.smallest else {
            throw transaction.invalid("amount", "transaction.amount must be at least \(Self.smallest)")
        }
        let express = try Express(merchant)
        let (total, isTooLarge) = asked.addingReportingOverflow(express?.shipping?.cost ?? 0)
        guard !isTooLarge, total <= Money.limit else {
            throw transaction.invalid("amount", "transaction.amount is too large")
        }
        if let express { details.extras = express.kept(withoutShipping: asked) }
        amount = Money(minorUnits: total, currency: .norwegianKrone)
        self.details = details
    }

    private static func orderID(_ transaction: Parameters) throws(Problem) -> String {
        let text = try transaction.requiredString("orderId", count: 1...50)
        guard text.utf8.allSatisfy(\.isOrderByte) else {
            throw transaction.invalid("orderId", "transaction.orderId must match ^[a-zA-Z0-9-]{1,50}$")
        }
        return text
    }

    /// Eight digits. Other ways to write it are mended, and what cannot be mended is nobody's. Source: §4.1.
    private static func phone(_ customer: Parameters) throws(Problem) -> String? {
        guard let given = try customer.string("mobileNumber", count: 0...40), !given.isEmpty else { return nil }
        var digits = given.filter { $0 != " " && $0 != "-" }
        for prefix in ["+47", "0047"] where digits.hasPrefix(prefix) { digits = String(digits.dropFirst(prefix.count)) }
        if digits.count == 10, digits.hasPrefix("47") { digits = String(digits.dropFirst(2)) }
        guard digits.utf8.count == 8, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw Problem(.userUnknown)
        }
        return digits
    }

    private static let scopes: Set<String> = ["name", "address", "email", "phoneNumber", "birthDate", "nin"]

    private static func scope(_ transaction: Parameters) throws(Problem) -> String? {
        guard let text = try transaction.string("scope", count: 0...255), !text.isEmpty else { return nil }
        for word in text.split(separator: " ") where !scopes.contains(String(word)) {
            throw transaction.invalid("scope", "transaction.scope: \(word) is unknown")
        }
        if text.split(separator: " ").contains("nin") { throw Problem(.ninNotAllowed) }
        return text
    }

    /// Where the payer is sent: `INTENT` and an app's own scheme are for apps. Source: §4.1.
    private static func fallBack(_ merchant: Parameters, isApp: Bool) throws(Problem) -> String {
        let text = try merchant.requiredString("fallBack", count: 1...255)
        if isApp, text == "INTENT" { return text }
        guard let address = WebAddress(text), address.isReturnAddress, address.isWeb || isApp,
            !(address.isWeb && address.host == "localhost")
        else { throw merchant.invalid("fallBack", "merchantInfo.fallBack is not a valid URL") }
        return text
    }

    /// What callbacks carry as a header, so without what no header can have: with it none would arrive.
    private static func callbackToken(_ merchant: Parameters) throws(Problem) -> String? {
        guard let text = try merchant.string("authToken", count: 0...255), !text.isEmpty else { return nil }
        guard text.unicodeScalars.allSatisfy({ $0 == "\t" || $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw merchant.invalid("authToken", "merchantInfo.authToken must not have control characters")
        }
        return text
    }

    /// An address that is called. Plain HTTP is for a shop under test on this machine, by its number: `localhost` is
    /// rejected by the real API too.
    static func prefix(
        _ merchant: Parameters, _ name: String, isRequired: Bool, isSandbox: Bool = false
    ) throws(Problem) -> String? {
        guard let text = try merchant.string(name, count: 0...255), !text.isEmpty else {
            if isRequired { throw merchant.missing(name) }
            return nil
        }
        guard let address = WebAddress(text), address.isWeb, address.host != "localhost", !address.isMetadataService,
            address.scheme == "https" || (isSandbox && address.isOnThisMachine)
        else { throw merchant.invalid(name, "merchantInfo.\(name) is not a valid URL") }
        return text
    }
}

extension UInt8 {
    /// `[a-zA-Z0-9-]`
    fileprivate var isOrderByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
