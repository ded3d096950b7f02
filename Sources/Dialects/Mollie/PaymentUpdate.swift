import DialectKit
import PaymentCore

/// The body of `PATCH /v2/payments/{id}`. Amount and capture mode cannot be updated. Source: wire/mollie.md §3.5.
struct PaymentUpdate {
    private let body: Parameters
    private let isForm: Bool

    private static let known: Set<String> = [
        "description", "redirectUrl", "cancelUrl", "webhookUrl", "metadata", "method", "locale", "dueDate",
        "restrictPaymentMethodsToCountry", "issuer", "billingAddress", "shippingAddress", "billingEmail",
    ]

    /// Once the payment is final, only these may change.
    private static let alwaysUpdatable: Set<String> = ["description", "webhookUrl", "metadata"]

    init(_ call: Call) throws(Problem) {
        body = Parameters(call.parameters, in: "body")
        isForm = call.isForm
        try body.mustBeKnown(Self.known)
    }

    /// The payment's details with the update in them.
    func applied(to payment: Payment) throws(Problem) -> PaymentDetails {
        var details: PaymentDetails
        do { details = try PaymentDetails(canonicalBytes: payment.details.bytes) } catch { throw .internalError }
        if PaymentStatus.of(payment).status.isFinal { try mustStayUpdatable() }
        if let description = try body.string("description") { details.description = String(description.prefix(255)) }
        details.redirectURL = try PaymentRequest.returnAddress(body, "redirectUrl", "redirect") ?? details.redirectURL
        details.cancelURL = try PaymentRequest.returnAddress(body, "cancelUrl", "cancel") ?? details.cancelURL
        details.webhookURL = try PaymentRequest.webhookAddress(body) ?? details.webhookURL
        details.locale = try PaymentRequest.locale(body) ?? details.locale
        details.metadata = try body.metadata(fromForm: isForm) ?? details.metadata
        let methods = try PaymentRequest.methods(body)
        if !methods.isEmpty {
            guard details.fixedMethod == nil else {
                throw .unprocessable("The method cannot be updated, it was given on creation", field: "method")
            }
            details.methods = methods.map(\.name)
        }
        try applyExtras(to: &details)
        return details
    }

    private func mustStayUpdatable() throws(Problem) {
        for name in Self.known.subtracting(Self.alwaysUpdatable).sorted() where body[name] != nil {
            let words = name == "redirectUrl" ? "redirect URL" : name
            throw .unprocessable("The \(words) cannot be updated when the payment is finalized", field: name)
        }
    }

    private func applyExtras(to details: inout PaymentDetails) throws(Problem) {
        var extras = (try? JSON.parse(details.extras))?.object ?? JSONObject()
        for name in ["restrictPaymentMethodsToCountry", "billingAddress", "shippingAddress"] {
            guard let value = body[name] else { continue }
            if name.hasSuffix("Address"), value.object == nil {
                throw .unprocessable("The '\(name)' field should be an object", field: name)
            }
            extras.set(name, to: value)
        }
        details.extras = JSON.object(extras).encoded()
    }
}
