import DialectKit
import Ledger

/// What the ways to pay that a shop offers ask of its payment, on creation and when an update names one.
/// Source: wire/mollie.md §2, §3.1 and §4.
enum MethodRules {
    /// `extras` has the lines and the billing address, when there are any.
    static func check(
        _ methods: [Method], _ amount: Money, captureMode: String?, _ extras: JSONObject
    ) throws(Problem) {
        for method in methods where !method.takes(amount.currency) {
            throw .unprocessable("The amount contains an invalid currency", field: "amount.currency")
        }
        // Among several the payer chooses, and with the way also what it can do.
        guard methods.count == 1 else { return }
        try checkCapture(methods[0], captureMode)
        if amount.currency.code == "EUR", let maximum = methods[0].maximumEUR, amount.minorUnits > maximum {
            throw .unprocessable("The amount is higher than the maximum", field: "amount")
        }
        if methods[0].needsLines, extras["lines"] == nil { throw missing("lines") }
        if methods[0].needsBillingAddress {
            guard let address = extras["billingAddress"]?.object else { throw missing("billingAddress") }
            if methods[0].needsOrganization, address["organizationName"]?.string == nil {
                throw missing("billingAddress.organizationName")
            }
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
