package import DialectKit
package import PaymentCore

extension PaymentDetails {
    /// Without how the payer is known to the shop, the payer's telephone and browser, and what the shop wrote.
    var withoutPayer: PaymentDetails {
        var left = self
        left.description = Payerless.word
        left.userAgent = nil
        left.initiatingUserAgent = nil
        left.payerReference = nil
        left.msisdn = nil
        left.metadata = nil
        return left
    }
}

extension Buyer {
    /// Who the invoice is for, when that may not be told any more.
    fileprivate static func erased(in country: Country) -> Buyer {
        let address = Address(addressee: Payerless.word, zipCode: "", city: "", countryCode: country.code)
        return Buyer(number: "", legalAddress: address, billingAddress: address)
    }
}

extension SwedbankPayInvoice {
    /// Invoices that were made stay as they are: whoever keeps books has to keep them.
    package func withoutPayer(_ payment: Payment) -> Payerless? {
        guard let details = PaymentDetails.read(payment) else { return nil }
        return Payerless(
            details: Details(details.withoutPayer.canonicalBytes),
            documents: [
                Buyer.erased(in: details.country).entry(for: payment),
                .remove(ApprovedAddress.key(of: payment)), .remove(AbortReason.key(of: payment)),
            ])
    }
}
