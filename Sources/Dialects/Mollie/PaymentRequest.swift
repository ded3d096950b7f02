import DialectKit
import Ledger
import PaymentCore

/// The body of `POST /v2/payments`, checked. Source: wire/mollie.md §3.1; order of checks there.
struct PaymentRequest {
    let amount: Money
    let details: PaymentDetails

    private static let known: Set<String> = [
        "amount", "description", "redirectUrl", "cancelUrl", "webhookUrl", "method", "locale", "metadata",
        "captureMode", "captureDelay", "lines", "billingAddress", "shippingAddress", "restrictPaymentMethodsToCountry",
        "sequenceType", "customerId", "mandateId", "storeCredentials", "issuer", "dueDate", "billingEmail", "company",
        "consumerDateOfBirth", "extraMerchantData", "voucherNumber", "voucherPin", "sessionId", "digitalGoods",
        "customerReference", "terminalId", "cardToken", "applePayPaymentToken", "googlePayPaymentToken",
        "applicationFee", "routing",
    ]

    private static let readOnly: Set<String> = [
        "resource", "id", "mode", "amountRefunded", "amountRemaining", "amountCaptured", "amountChargedBack",
        "countryCode", "captureBefore", "subscriptionId", "settlementId", "orderId", "status", "statusReason",
        "isCancelable", "details", "createdAt", "authorizedAt", "paidAt", "canceledAt", "expiresAt", "expiredAt",
        "failedAt", "_links",
    ]

    /// Kept and returned as they came.
    private static let returned = [
        "restrictPaymentMethodsToCountry", "lines", "billingAddress", "shippingAddress", "customerId", "mandateId",
        "applicationFee",
    ]

    init(_ call: Call) throws(Problem) {
        let body = Parameters(call.parameters, in: "body")
        try body.mustBeKnown(Self.known, readOnly: Self.readOnly)
        guard let amount = try body.amount("amount") else {
            throw .unprocessable("The amount is required for payments", field: "amount")
        }
        guard let description = try body.truncatedDescription() else {
            throw .unprocessable("The 'description' field is missing", field: "description")
        }
        let methods = try Self.methods(body)
        var details = PaymentDetails(
            mode: call.mode, description: description,
            redirectURL: try Self.returnAddress(body, "redirectUrl", "redirect"),
            cancelURL: try Self.returnAddress(body, "cancelUrl", "cancel"),
            webhookURL: try Self.webhookAddress(body, on: call.rail), methods: methods.map(\.name),
            locale: try Self.locale(body), metadata: try body.metadata(fromForm: call.isForm),
            captureMode: nil, captureDelay: nil, sequenceType: try Self.sequenceType(body), extras: [])
        if details.redirectURL == nil, details.sequenceType != "recurring", body["applePayPaymentToken"] == nil {
            throw .unprocessable("The 'redirectUrl' field is missing", field: "redirectUrl")
        }
        if details.sequenceType == "recurring", body["customerId"] == nil {
            throw .unprocessable("The 'customerId' field is missing", field: "customerId")
        }
        try Self.readCapture(body, into: &details)
        if amount.isZero, details.sequenceType != "first" {
            throw .unprocessable("The amount is lower than the minimum", field: "amount")
        }
        if let lines = body["lines"] { try OrderLines.check(lines, against: amount) }
        try Addresses.check(body)
        try Self.checkApplicationFee(body)
        var extras = JSONObject()
        for name in Self.returned { if let value = body[name] { extras.set(name, to: value) } }
        try MethodRules.check(methods, amount, captureMode: details.captureMode, extras)
        details.extras = JSON.object(extras).encoded()
        self.amount = amount
        self.details = details
    }

    // MARK: Fields

    static func methods(_ body: Parameters) throws(Problem) -> [Method] {
        guard let value = body["method"] else { return [] }
        var methods: [Method] = []
        for item in value.array ?? [value] {
            guard let name = item.string, let method = Method.named(name) else {
                throw .unprocessable(
                    "The payment method is not enabled in your website profile", field: "method")
            }
            if !methods.contains(where: { $0.name == name }) { methods.append(method) }
        }
        return methods
    }

    static func returnAddress(_ body: Parameters, _ name: String, _ word: String) throws(Problem) -> String? {
        guard let text = try body.string(name) else { return nil }
        guard let address = WebAddress(text), address.isReturnAddress else {
            throw .unprocessable("The \(word) URL is invalid", field: name)
        }
        return text
    }

    /// Loopback and private addresses are reachable from a sandbox; a cloud's metadata service never is.
    static func webhookAddress(_ body: Parameters, on rail: Rail) throws(Problem) -> String? {
        guard let text = try body.string("webhookUrl"), !text.isEmpty else { return nil }
        guard let address = WebAddress(text), address.isWeb else {
            throw .unprocessable("The webhook URL is invalid", field: "webhookUrl")
        }
        guard !address.isMetadataService, rail == .simulated || !address.isPrivate else {
            throw .unprocessable(
                "The webhook URL is invalid because it is unreachable from Mollie's point of view", field: "webhookUrl")
        }
        return text
    }

    /// Source: specs/mollie, schema `locale`, read 2026-08-22.
    private static let locales: Set<String> = [
        "ca_ES", "cs_CZ", "da_DK", "de_AT", "de_CH", "de_DE", "de_LU", "en_BE", "en_GB", "en_NL", "en_US", "es_ES",
        "fi_FI", "fr_BE", "fr_FR", "fr_LU", "hu_HU", "is_IS", "it_IT", "lt_LT", "lv_LV", "nb_NO", "nl_BE", "nl_NL",
        "pl_PL", "pt_PT", "sk_SK", "sv_SE",
    ]

    static func locale(_ body: Parameters) throws(Problem) -> String? {
        guard let text = try body.string("locale") else { return nil }
        guard locales.contains(text) else { throw .unprocessable("The locale is invalid", field: "locale") }
        return text
    }

    /// Source: specs/mollie, schema `payment-request`, `applicationFee`.
    private static func checkApplicationFee(_ body: Parameters) throws(Problem) {
        guard let value = body["applicationFee"] else { return }
        guard let members = value.object else {
            throw .unprocessable("The 'applicationFee' field should be an object", field: "applicationFee")
        }
        let fee = Parameters(members, in: "body")
        try fee.mustBeKnown(["amount", "description"], under: "applicationFee.")
        guard let amount = fee["amount"] else { return }
        guard let members = amount.object else {
            throw .unprocessable("The amount contains an invalid value", field: "applicationFee.amount")
        }
        _ = try Parameters.money(members, "applicationFee.amount")
    }

    private static func sequenceType(_ body: Parameters) throws(Problem) -> String {
        guard let text = try body.string("sequenceType") else { return "oneoff" }
        guard ["oneoff", "first", "recurring"].contains(text) else {
            throw .unprocessable("The sequence type is invalid", field: "sequenceType")
        }
        return text
    }

    private static func readCapture(_ body: Parameters, into details: inout PaymentDetails) throws(Problem) {
        details.captureMode = try body.string("captureMode")
        details.captureDelay = try body.string("captureDelay")
        if let mode = details.captureMode, !["automatic", "manual"].contains(mode) {
            throw .unprocessable("The capture mode is invalid", field: "captureMode")
        }
        guard let delay = details.captureDelay else { return }
        guard details.captureMode != "manual", CaptureDelay.read(delay) != nil else {
            throw .unprocessable("The capture delay is invalid", field: "captureDelay")
        }
        details.captureMode = "automatic"
    }
}
