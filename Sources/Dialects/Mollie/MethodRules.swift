import DialectKit
import Ledger

/// What the ways to pay that a shop offers ask of its payment, on creation and when an update names one.
/// Source: wire/mollie.md §2, §3.1 and §4.
enum MethodRules {
    /// `extras` has the lines and the billing address, when there are any.
    static func check(
        _ methods: [Method], _ amount: Money, captureMode: String?, _ extras: JSONObject
    ) throws(Problem) {
        guard methods.count != 1 else { return try check(methods[0], amount, captureMode: captureMode, extras) }
        // Several restrict what the payer may choose from: those that do not suit the payment are not shown.
        guard methods.isEmpty || methods.contains(where: { $0.suits(amount, captureMode: captureMode, extras) }) else {
            throw .unprocessable("No suitable payment methods found")
        }
    }

    static func check(
        _ method: Method, _ amount: Money, captureMode: String?, _ extras: JSONObject
    ) throws(Problem) {
        guard method.takes(amount.currency) else {
            throw .unprocessable("The amount contains an invalid currency", field: "amount.currency")
        }
        try checkCapture(method, captureMode)
        if amount.currency.code == "EUR", let maximum = method.maximumEUR, amount.minorUnits > maximum {
            throw .unprocessable("The amount is higher than the maximum", field: "amount")
        }
        if method.needsLines, extras["lines"] == nil { throw missing("lines") }
        try checkBillingAddress(method, extras)
    }

    /// What a way to pay must know of the payer. Source: specs/mollie, schema `payment-address`.
    static func checkBillingAddress(_ method: Method, _ extras: JSONObject) throws(Problem) {
        guard method.needsBillingAddress else { return }
        guard let address = extras["billingAddress"]?.object else { throw missing("billingAddress") }
        for name in method.addressMembers where (address[name]?.string ?? "").isEmpty {
            throw missing("billingAddress." + name)
        }
    }

    private static func checkCapture(_ method: Method, _ captureMode: String?) throws(Problem) {
        if captureMode == "manual", !method.takesManualCapture { throw unsupported("manual") }
        if case .manyManualOnly = method.captures, captureMode != "manual" { throw unsupported("automatic") }
    }

    private static func unsupported(_ mode: String) -> Problem {
        .unprocessable(
            "The capture mode \"\(mode)\" is not supported for this payment method", field: "captureMode")
    }

    private static func missing(_ name: String) -> Problem {
        .unprocessable("The '\(name)' field is missing", field: name)
    }
}

/// The addresses of a payment: kept as they came, once their members are known. Source: wire/mollie.md §3.1.
enum Addresses {
    private static let known: Set<String> = [
        "title", "givenName", "familyName", "organizationName", "streetAndNumber", "streetAdditional", "postalCode",
        "email", "phone", "city", "region", "country",
    ]

    static func check(_ body: Parameters) throws(Problem) {
        for name in ["billingAddress", "shippingAddress"] {
            guard let address = body[name] else { continue }
            guard let members = address.object else {
                throw .unprocessable("The '\(name)' field should be an object", field: name)
            }
            try Parameters(members, in: "body").mustBeKnown(known, under: name + ".")
        }
    }
}
