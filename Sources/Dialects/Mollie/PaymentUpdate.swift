import DialectKit
import PaymentCore

/// The body of `PATCH /v2/payments/{id}`. Amount and capture mode cannot be updated. Source: wire/mollie.md §3.5.
struct PaymentUpdate {
    private let body: Parameters
    private let isForm: Bool
    private let rail: Rail

    private static let known: Set<String> = [
        "description", "redirectUrl", "cancelUrl", "webhookUrl", "metadata", "method", "locale", "dueDate",
        "restrictPaymentMethodsToCountry", "issuer", "billingAddress", "shippingAddress", "billingEmail",
    ]

    /// Once the payment is final, only these may change.
    private static let alwaysUpdatable: Set<String> = ["description", "webhookUrl", "metadata"]

    init(_ call: Call) throws(Problem) {
        body = Parameters(call.parameters, in: "body")
        isForm = call.isForm
        rail = call.rail
        try body.mustBeKnown(Self.known)
    }

    /// The payment's details with the update in them.
    func applied(to payment: Payment) throws(Problem) -> PaymentDetails {
        var details: PaymentDetails
        do { details = try PaymentDetails(canonicalBytes: payment.details.bytes) } catch { throw .internalError }
        if PaymentStatus.of(payment).status.isFinal { try mustStayUpdatable() }
        details.description = try body.truncatedDescription() ?? details.description
        details.redirectURL = try PaymentRequest.returnAddress(body, "redirectUrl", "redirect") ?? details.redirectURL
        details.cancelURL = try kept(details.cancelURL, "cancelUrl") { body throws(Problem) in
            try PaymentRequest.returnAddress(body, "cancelUrl", "cancel")
        }
        details.webhookURL = try kept(details.webhookURL, "webhookUrl") { [rail] body throws(Problem) in
            try PaymentRequest.webhookAddress(body, on: rail)
        }
        details.locale = try kept(details.locale, "locale", PaymentRequest.locale)
        details.metadata = try kept(details.metadata, "metadata") { [isForm] body throws(Problem) in
            try body.metadata(fromForm: isForm)
        }
        try Addresses.check(body)
        try applyExtras(to: &details)
        try applyMethod(to: &details, of: payment)
        return details
    }

    /// What stands, what takes its place, or nothing when `null` was sent: what may be missing can be taken away.
    private func kept<Value>(
        _ standing: Value?, _ name: String, _ read: (Parameters) throws(Problem) -> Value?
    ) throws(Problem) -> Value? {
        body.isNull(name) ? nil : try read(body) ?? standing
    }

    /// Only a payment without a method takes one, with all that the method asks for on creation.
    private func applyMethod(to details: inout PaymentDetails, of payment: Payment) throws(Problem) {
        let methods = try PaymentRequest.methods(body)
        guard !methods.isEmpty else { return }
        guard details.fixedMethod == nil, payment.state.instrument == nil else {
            throw .unprocessable("The method cannot be updated, it was given on creation", field: "method")
        }
        try MethodRules.check(
            methods, payment.birth.requested, captureMode: details.captureMode, details.keptMembers)
        details.methods = methods.map(\.name)
    }

    private func mustStayUpdatable() throws(Problem) {
        // To take a value away is to change it.
        for name in Self.known.subtracting(Self.alwaysUpdatable).sorted() where body.has(name) {
            let words = name == "redirectUrl" ? "redirect URL" : name
            throw .unprocessable("The \(words) cannot be updated when the payment is finalized", field: name)
        }
    }

    private func applyExtras(to details: inout PaymentDetails) throws(Problem) {
        var extras = details.keptMembers
        for name in ["restrictPaymentMethodsToCountry", "billingAddress", "shippingAddress"] {
            if let value = body[name] { extras.set(name, to: value) }
        }
        if body["billingAddress"] != nil, let method = details.fixedMethod.flatMap(Method.named) {
            try MethodRules.checkBillingAddress(method, extras)
        }
        details.extras = JSON.object(extras).encoded()
    }
}
