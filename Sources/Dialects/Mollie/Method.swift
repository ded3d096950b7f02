import DialectKit
import Ledger
import PaymentCore

/// A way to pay, and what Mollie does with it. Source: wire/mollie.md §2, §3.1, §4 and §5.1.
struct Method {
    let name: String
    var scheme = ""
    /// How long the payer has while the payment is open.
    var openFor: Interval
    var captures = Captures.automaticOnly
    /// From the authorization to `captureBefore`.
    var captureWindow: Interval?
    /// Currencies it takes; empty: every one of Mollie's.
    var currencies: Set<String> = []
    /// In minor units, when paid in euro. Nil: no limit is documented.
    var maximumEUR: Int64?
    var needsLines = false
    var needsBillingAddress = false
    /// What the billing address must have.
    var addressMembers: [String] = []

    enum Captures {
        case automaticOnly
        /// Automatic or manual; a manual one takes one capture, and what it leaves over goes back.
        case one
        /// Automatic or manual, with as many captures as fit.
        case many
        /// As `many`, but never automatic.
        case manyManualOnly
    }

    var takesManualCapture: Bool {
        switch captures {
        case .automaticOnly: false
        case .one, .many, .manyManualOnly: true
        }
    }

    func takes(_ currency: Currency) -> Bool { currencies.isEmpty || currencies.contains(currency.code) }

    /// Whether a payer may choose it: it takes this amount, and the shop has said enough for it.
    func suits(_ amount: Money, captureMode: String?, _ extras: JSONObject) -> Bool {
        // A way without manual capture is captured automatically. Source: wire/mollie.md §4.
        let mode = takesManualCapture ? captureMode : nil
        return (try? MethodRules.check(self, amount, captureMode: mode, extras)) != nil
    }

    var takesEuro: Bool { currencies.isEmpty || currencies.contains("EUR") }

    /// By name.
    static var all: [Method] { table.values.sorted { $0.name < $1.name } }

    static func named(_ name: String) -> Method? { table[name] }

    /// What a payer may choose from when the shop left it open.
    static func offered(for amount: Money, captureMode: String?, _ extras: JSONObject) -> [String] {
        let names = table.values.filter { $0.suits(amount, captureMode: captureMode, extras) }.map(\.name)
        return names.sorted { left, right in
            (left == offeredFirst ? "" : left) < (right == offeredFirst ? "" : right)
        }
    }

    /// Without a method the payer has this long. Source: wire/mollie.md §4, all samples.
    static let openForWithoutMethod = Interval.minutes(15)

    /// What the payer takes when the shop left the choice to them and nobody says otherwise.
    static let offeredFirst = "creditcard"

    private static let table: [String: Method] = {
        var methods = [card] + payLater + wallets
        for (openFor, names) in automatic {
            methods += names.map { Method(name: $0, openFor: openFor) }
        }
        return Dictionary(uniqueKeysWithValues: methods.map { ($0.name, $0) })
    }()

    /// Test mode always behaves as Mastercard: 30 days. Source: wire/mollie.md §4.
    private static let card = Method(
        name: "creditcard", scheme: "mastercard", openFor: .minutes(30), captures: .one, captureWindow: .days(30),
        currencies: Parameters.currencies.subtracting(["BRL", "MXN", "MYR", "THB", "TWD"]), maximumEUR: 10_000_00)

    /// Source: specs/mollie, schema `payment-address`: required for `billie`, `in3`, `klarna` and `riverty`.
    private static let person = [
        "givenName", "familyName", "streetAndNumber", "postalCode", "email", "city", "country",
    ]

    private static let payLater = [
        Method(
            name: "klarna", openFor: .hours(48), captures: .many, captureWindow: .days(28),
            currencies: ["EUR", "DKK", "NOK", "SEK", "GBP", "CHF", "PLN", "CZK"], needsLines: true,
            needsBillingAddress: true, addressMembers: person),
        Method(
            name: "billie", openFor: .hours(48), captures: .many, captureWindow: .days(28), currencies: ["EUR"],
            needsLines: true, needsBillingAddress: true, addressMembers: ["organizationName"] + person),
        Method(
            name: "riverty", openFor: .hours(48), captures: .manyManualOnly, captureWindow: .days(30),
            currencies: ["EUR"], needsLines: true, needsBillingAddress: true, addressMembers: person),
        Method(
            name: "billink", openFor: .hours(48), captures: .manyManualOnly, captureWindow: .days(30),
            currencies: ["EUR"], needsLines: true, needsBillingAddress: true),
        Method(
            name: "in3", openFor: .hours(48), currencies: ["EUR"], needsLines: true, needsBillingAddress: true,
            addressMembers: person),
        Method(name: "alma", openFor: .hours(48), currencies: ["EUR"], needsBillingAddress: true),
        Method(name: "voucher", openFor: .hours(2), needsLines: true),
    ]

    private static let wallets = [
        Method(
            name: "vipps", openFor: .minutes(15), captures: .many, captureWindow: .days(180), currencies: ["NOK"]),
        Method(
            name: "mobilepay", openFor: .minutes(15), captures: .many, captureWindow: .days(14),
            currencies: ["DKK", "EUR"]),
        Method(name: "ideal", openFor: .minutes(15), currencies: ["EUR"], maximumEUR: 50_000_00),
    ]

    private static let automatic: [(Interval, [String])] = [
        (
            .minutes(15),
            [
                "paysafecard", "applepay", "bacs", "bizum", "blik", "giftcard", "googlepay", "mbway", "multibanco",
                "paybybank", "pointofsale", "satispay", "swish", "trustly", "twint", "bancomatpay",
            ]
        ),
        (.minutes(45), ["mybank"]),
        (.hours(1), ["bancontact", "belfius", "eps", "kbc", "przelewy24"]),
        (.hours(72), ["paypal"]),
        (.days(14), ["banktransfer", "directdebit"]),
    ]
}
