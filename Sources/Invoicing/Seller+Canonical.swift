package import PaymentCore

extension Seller: Canonical {
    private static let version: UInt8 = 1

    package func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        for text in [name, legalName, organisationNumber, vatNumber, ledger] { writer.string(text) }
        writer.value(address)
        for text in [registeredOffice, email, phone, website] { writer.text(text) }
        writer.value(account)
        writer.signed(dueDays)
        writer.signed(firstNumber)
        writer.bool(usesMod11)
        for text in [endpoint.scheme, endpoint.id, buyersEndpoint.scheme, buyersEndpoint.id] { writer.string(text) }
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("a seller of an unknown version") }
        name = try reader.string()
        legalName = try reader.string()
        organisationNumber = try reader.string()
        vatNumber = try reader.string()
        ledger = try reader.string()
        address = try reader.value()
        registeredOffice = try reader.text()
        email = try reader.text()
        phone = try reader.text()
        website = try reader.text()
        account = try reader.value()
        dueDays = try reader.signed()
        firstNumber = try reader.signed()
        usesMod11 = try reader.bool()
        endpoint = Endpoint(scheme: try reader.string(), id: try reader.string())
        buyersEndpoint = Endpoint(scheme: try reader.string(), id: try reader.string())
    }
}

extension Seller.Account: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        switch self {
        case .bankgiro(let number):
            writer.byte(0)
            writer.string(number)
        case .plusgiro(let number):
            writer.byte(1)
            writer.string(number)
        case .norwegian(let number):
            writer.byte(2)
            writer.string(number)
        case .iban(let number, let bic):
            writer.byte(3)
            writer.string(number)
            writer.text(bic)
        }
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        switch try reader.byte() {
        case 0: self = .bankgiro(try reader.string())
        case 1: self = .plusgiro(try reader.string())
        case 2: self = .norwegian(try reader.string())
        case 3: self = .iban(try reader.string(), bic: try reader.text())
        default: throw CorruptRecord("unknown account")
        }
    }
}

extension PostalAddress: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        for text in [name, zipCode, city] { writer.string(text) }
        for text in [careOf, street] { writer.text(text) }
        writer.byte(country.rawValue)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        let (name, zipCode, city) = (try reader.string(), try reader.string(), try reader.string())
        let (careOf, street) = (try reader.text(), try reader.text())
        guard let country = InvoiceCountry(rawValue: try reader.byte()) else { throw CorruptRecord("unknown country") }
        self.init(name: name, careOf: careOf, street: street, zipCode: zipCode, city: city, country: country)
    }
}
