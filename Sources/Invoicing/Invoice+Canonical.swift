package import PaymentCore

extension Invoice: Canonical {
    private static let version: UInt8 = 1

    package func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.byte(kind.rawValue)
        writer.signed(number)
        writer.value(order)
        writer.value(seller)
        writer.value(issued)
        writer.optional(due)
        writer.string(reference)
        writer.list(lines)
        writer.list(rows)
        writer.list(credits)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version, let kind = Kind(rawValue: try reader.byte()) else {
            throw CorruptRecord("an invoice of an unknown version")
        }
        self.init(
            kind: kind, number: try reader.signed(), order: try reader.value(), seller: try reader.value(),
            issued: try reader.value(), due: try reader.optional(), reference: try reader.string(),
            lines: try reader.list(limit: Sale.countLimit), rows: try reader.list(limit: Sale.countLimit),
            credits: try reader.list(limit: 100_000))
    }
}

extension Invoice.Line: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        writer.string(text)
        writer.text(remark)
        writer.value(rate)
        writer.signed(gross)
        writer.signed(net)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        self.init(
            text: try reader.string(), remark: try reader.text(), rate: try reader.value(), gross: try reader.signed(),
            net: try reader.signed())
    }
}

extension Invoice.Credit: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        writer.signed(invoice)
        writer.value(issued)
        writer.signed(gross)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        self.init(invoice: try reader.signed(), issued: try reader.value(), gross: try reader.signed())
    }
}

extension InvoiceOrder: Canonical {
    private static let version: UInt8 = 1

    package func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.value(merchant)
        writer.value(payment)
        writer.value(operation)
        writer.byte(kind.rawValue)
        for text in [account, sellerName, language] { writer.string(text) }
        writer.byte(country.rawValue)
        writer.value(buyer)
        for text in [customerNumber, email, orderReference] { writer.text(text) }
        writer.value(amount)
        writer.signed(vat)
        writer.value(sale)
        writer.string(description)
        writer.string(merchantReference)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("an order of an unknown version") }
        let (merchant, payment): (MerchantID, PaymentID) = (try reader.value(), try reader.value())
        let operation: OperationID = try reader.value()
        guard let kind = Invoice.Kind(rawValue: try reader.byte()) else { throw CorruptRecord("unknown kind") }
        let (account, sellerName, language) = (try reader.string(), try reader.string(), try reader.string())
        guard let country = InvoiceCountry(rawValue: try reader.byte()) else { throw CorruptRecord("unknown country") }
        let buyer: PostalAddress = try reader.value()
        let (customerNumber, email, orderReference) = (try reader.text(), try reader.text(), try reader.text())
        self.init(
            merchant: merchant, payment: payment, operation: operation, kind: kind, account: account,
            sellerName: sellerName, country: country, language: language, buyer: buyer, customerNumber: customerNumber,
            email: email, amount: try reader.value(), vat: try reader.signed(), sale: try reader.value(),
            description: try reader.string(), merchantReference: try reader.string(), orderReference: orderReference)
    }
}
