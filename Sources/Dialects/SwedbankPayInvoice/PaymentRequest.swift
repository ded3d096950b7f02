import DialectKit
import Ledger
import PaymentCore

/// The body of `POST /psp/invoice/payments`, checked. Source: wire/swedbank.md §4.1.
struct PaymentRequest {
    let amount: Money
    let details: PaymentDetails

    /// A payee that is not the token's comes before everything else that may be wrong: plugins try their credentials with a
    /// body that holds little more. Source: wire/swedbank.md §2, "credential probe".
    init(_ call: Call) throws(Problem) {
        let probe = Members(call.body, Members.Complaints()).members("payment")?.members("payeeInfo")?.text("payeeId")
        if let payee = probe, !payee.isEmpty, payee.lowercased() != call.payee { throw .contract }
        self = try call.checked { Self($0, call) }
    }

    private init?(_ body: Members, _ call: Call) {
        let payment = body.requiredMembers("payment")
        // Beside the payment; the samples of one flow have it inside. Source: wire/swedbank.md §4.1.
        let invoice = body.members("invoice") ?? payment.members("invoice") ?? body.requiredMembers("invoice")
        let country = Self.country(invoice)
        Self.checkOperation(payment)
        let currency = Self.currency(payment)
        let price = Self.price(payment)
        let payee = payment.requiredMembers("payeeInfo")
        let description = payment.requiredText("description", atMost: 40)
        let urls = Self.urls(payment)
        _ = payee.requiredText("payeeId")
        let details = PaymentDetails(
            country: country ?? .sweden, payee: call.payee, payeeReference: payee.payeeReference(atMost: 30),
            vatAmount: price?.vat ?? 0, description: description, language: Self.language(payment),
            userAgent: payment.text("userAgent"), initiatingUserAgent: call.userAgent,
            payerReference: payment.text("payerReference") ?? payment.members("payer")?.text("payerReference"),
            payeeName: payee.text("payeeName"), productCategory: payee.text("productCategory", atMost: 50),
            orderReference: payee.text("orderReference", atMost: 50), subsite: Self.subsite(payee),
            msisdn: payment.members("prefillInfo")?.text("msisdn"), urls: urls, metadata: Self.metadata(payment))
        guard let currency, let price, let amount = Money(checked: price.amount, currency) else { return nil }
        self.amount = amount
        self.details = details
    }

    private static func country(_ invoice: Members) -> Country? {
        let type = invoice.requiredText("invoiceType")
        let country = Country(invoiceType: type)
        if country == nil, !type.isEmpty {
            let known = Country.allCases.map(\.invoiceType).joined(separator: ", ")
            invoice.complain("invoiceType", "The field InvoiceType must be one of: \(known).")
        }
        return country
    }

    private static func checkOperation(_ payment: Members) {
        for (name, word) in [("operation", "FinancingConsumer"), ("intent", "Authorization")] {
            let given = payment.requiredText(name)
            guard !given.isEmpty, given.lowercased() != word.lowercased() else { continue }
            payment.complain(name, "The field \(name.prefix(1).uppercased() + name.dropFirst()) must be \(word).")
        }
    }

    private static func currency(_ payment: Members) -> Currency? {
        let code = payment.requiredText("currency").uppercased()
        let currency = ["SEK", "NOK", "EUR", "DKK", "USD"].contains(code) ? Currency(code: code) : nil
        if currency == nil, !code.isEmpty { payment.complain("currency", "The Currency '\(code)' is not supported.") }
        return currency
    }

    /// Exactly one, for invoices.
    private static func price(_ payment: Members) -> (amount: Int64, vat: Int64)? {
        guard let prices = payment.list("prices") else {
            if payment["prices"] == nil { payment.missing("prices") }
            return nil
        }
        guard prices.count == 1 else {
            payment.complain("prices", "The field Prices must have exactly one element.")
            return nil
        }
        let type = prices[0].requiredText("type")
        if !type.isEmpty, type.lowercased() != "invoice" {
            prices[0].complain("type", "The field Type must be Invoice.")
        }
        let given = prices[0].requiredInt("amount", in: 1...Money.limit)
        let tax = prices[0].requiredInt("vatAmount", in: 0...Money.limit)
        guard let amount = given, let vat = tax else { return nil }
        guard vat <= amount else {
            prices[0].complain("vatAmount", "The field VatAmount must not be more than Amount.")
            return nil
        }
        return (amount, vat)
    }

    private static func language(_ payment: Members) -> String {
        let language = payment.requiredText("language")
        let known = ["sv-SE", "nb-NO", "en-US", "fi-FI"]
        guard let found = known.first(where: { $0.lowercased() == language.lowercased() }) else {
            if !language.isEmpty {
                payment.complain("language", "The field Language must be one of: \(known.joined(separator: ", ")).")
            }
            return "en-US"
        }
        return found
    }

    private static func urls(_ payment: Members) -> PaymentDetails.URLs {
        let urls = payment.requiredMembers("urls")
        _ = urls.requiredText("completeUrl")
        let complete = urls.address("completeUrl")
        var hosts: [String] = []
        for host in urls["hostUrls"]?.array ?? [] {
            guard let text = host.string, WebAddress(text)?.isWeb == true, hosts.count < 100 else {
                urls.complain(
                    "hostUrls", "The hostUrls field is not a list of valid fully-qualified http or https URLs.")
                break
            }
            hosts.append(text)
        }
        var found = PaymentDetails.URLs(hosts: hosts, complete: complete ?? "")
        found.payment = urls.address("paymentUrl")
        // Of both, the payment's wins. Source: wire/swedbank.md §4.1.
        let cancel = urls.address("cancelUrl")
        found.cancel = found.payment == nil ? cancel : nil
        found.callback = urls.address("callbackUrl")
        found.logo = urls.address("logoUrl", onlyHTTPS: true)
        found.termsOfService = urls.address("termsOfServiceUrl", onlyHTTPS: true)
        return found
    }

    private static func subsite(_ payee: Members) -> String? {
        guard let subsite = payee.text("subsite", atMost: 40), !subsite.isEmpty else { return nil }
        let isGood = subsite.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
        }
        if !isGood { payee.mustMatch("subsite", "[a-zA-Z0-9]*") }
        return subsite
    }

    /// Flat: texts, numbers and truth values.
    private static func metadata(_ payment: Members) -> [UInt8]? {
        guard let value = payment["metadata"] else { return nil }
        guard let object = value.object,
            object.members.allSatisfy({ $0.value.object == nil && $0.value.array == nil })
        else {
            payment.complain("metadata", "The field Metadata must be an object of plain values.")
            return nil
        }
        return value.encoded()
    }
}
