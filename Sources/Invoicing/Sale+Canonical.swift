package import PaymentCore

extension Sale: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        writer.list(items)
        writer.list(rows)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        self.init(
            items: try reader.list(limit: Self.countLimit), rows: try reader.list(limit: Self.countLimit))
    }
}

extension Sale.Item: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        writer.string(text)
        writer.signed(gross)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        self.init(text: try reader.string(), gross: try reader.signed())
    }
}

extension Sale.Row: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        writer.value(rate)
        writer.signed(gross)
        writer.signed(vat)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        self.init(rate: try reader.value(), gross: try reader.signed(), vat: try reader.signed())
    }
}

extension VATRate: Canonical {
    package func write(to writer: inout CanonicalWriter) { writer.signed(hundredths) }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard let rate = VATRate(hundredths: try reader.signed()) else { throw CorruptRecord("no rate of tax") }
        self = rate
    }
}
