import PaymentCore

/// Who sends invoices, and how they are to be paid: what the agreement with the merchant says.
package struct Seller: Hashable, Sendable {
    /// As the payer knows it.
    package var name: String
    /// As it is registered.
    package var legalName: String
    package var address: PostalAddress
    package var organisationNumber: String
    /// With the country's letters: `SE556036079301`, `NO123456785MVA`, `FI12345671`.
    package var vatNumber: String
    /// Where it is registered; with it an invoice may say so.
    package var registeredOffice: String?
    package var email: String?
    package var phone: String?
    package var website: String?
    package var account: Account
    /// The number under which the ledger of this seller is kept: five digits, part of every payment reference.
    package var ledger: String
    /// Days from the invoice's date until it is due. Source: the seed `004_9148e8f0d301c327.txt`, "Standard due date is
    /// 14 days".
    package var dueDays: Int64 = 14
    package var firstNumber: Int64 = 100_001
    /// Whether references of payments in Norway end with a digit of mod 11.
    package var usesMod11 = false
    /// Where electronic invoices come from and go to; persons have no address of their own there.
    package var endpoint: Endpoint
    package var buyersEndpoint: Endpoint

    package init(
        name: String, legalName: String, address: PostalAddress, organisationNumber: String, vatNumber: String,
        account: Account, ledger: String, endpoint: Endpoint, buyersEndpoint: Endpoint
    ) {
        self.name = name
        self.legalName = legalName
        self.address = address
        self.organisationNumber = organisationNumber
        self.vatNumber = vatNumber
        self.account = account
        self.ledger = ledger
        self.endpoint = endpoint
        self.buyersEndpoint = buyersEndpoint
    }

    /// Where money goes.
    package enum Account: Hashable, Sendable {
        /// Sweden: `5050-1055`.
        case bankgiro(String)
        /// Sweden: `123456-6`.
        case plusgiro(String)
        /// Norway: eleven digits.
        case norwegian(String)
        case iban(String, bic: String?)
    }

    /// An electronic address, by the code list of electronic address schemes.
    package struct Endpoint: Hashable, Sendable {
        package var scheme: String
        package var id: String

        package init(scheme: String, id: String) {
            self.scheme = scheme
            self.id = id
        }
    }
}

extension Seller.Account {
    /// As people read it, and what it is called.
    func printed(_ words: InvoiceWords) -> (name: String, number: String) {
        switch self {
        case .bankgiro(let number): ("Bankgiro", number)
        case .plusgiro(let number): ("Plusgiro", number)
        case .norwegian(let number):
            (words.account, "\(number.prefix(4)) \(number.dropFirst(4).prefix(2)) \(number.suffix(5))")
        case .iban(let number, _):
            (
                "IBAN",
                stride(from: 0, to: number.count, by: 4).map { String(number.dropFirst($0).prefix(4)) }
                    .joined(separator: " ")
            )
        }
    }
}

package struct PostalAddress: Hashable, Sendable {
    package var name: String
    package var careOf: String?
    package var street: String?
    package var zipCode: String
    package var city: String
    package var country: InvoiceCountry

    package init(
        name: String, careOf: String? = nil, street: String?, zipCode: String, city: String, country: InvoiceCountry
    ) {
        self.name = name
        self.careOf = careOf
        self.street = street
        self.zipCode = zipCode
        self.city = city
        self.country = country
    }
}

/// Whose law and habits an invoice follows.
package enum InvoiceCountry: UInt8, CaseIterable, Hashable, Sendable {
    case sweden = 0
    case norway = 1
    case finland = 2

    package var code: String {
        switch self {
        case .sweden: "SE"
        case .norway: "NO"
        case .finland: "FI"
        }
    }

    var isEastern: Bool { self == .finland }
}

extension Seller {
    /// A made-up shop, for merchants whose agreement nobody has configured.
    package static func example(in country: InvoiceCountry, called name: String) -> Seller {
        var seller =
            switch country {
            case .sweden:
                Seller(
                    name: name, legalName: name,
                    address: PostalAddress(
                        name: name, street: "Handelsgatan 1", zipCode: "11122", city: "Stockholm", country: country),
                    organisationNumber: "5560360793", vatNumber: "SE556036079301", account: .bankgiro("5050-1055"),
                    ledger: "12345", endpoint: Endpoint(scheme: "0007", id: "5560360793"),
                    buyersEndpoint: Endpoint(scheme: "0088", id: "7300010000001"))
            case .norway:
                Seller(
                    name: name, legalName: name,
                    address: PostalAddress(
                        name: name, street: "Handelsgata 1", zipCode: "0150", city: "Oslo", country: country),
                    organisationNumber: "123456785", vatNumber: "NO123456785MVA", account: .norwegian("12345678903"),
                    ledger: "12345", endpoint: Endpoint(scheme: "0192", id: "123456785"),
                    buyersEndpoint: Endpoint(scheme: "0088", id: "7300010000001"))
            case .finland:
                Seller(
                    name: name, legalName: name,
                    address: PostalAddress(
                        name: name, street: "Kauppakatu 1", zipCode: "00100", city: "Helsinki", country: country),
                    organisationNumber: "1234567-1", vatNumber: "FI12345671",
                    account: .iban("FI2112345600000785", bic: "NDEAFIHH"), ledger: "12345",
                    endpoint: Endpoint(scheme: "0216", id: "003712345671"),
                    buyersEndpoint: Endpoint(scheme: "0088", id: "7300010000001"))
            }
        seller.registeredOffice = seller.address.city
        seller.email = "kundservice@example.com"
        return seller
    }
}
