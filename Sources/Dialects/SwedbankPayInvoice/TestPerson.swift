import PaymentCore

/// The persons that the vendor's test environment documents; the sandbox's register holds no others. Source:
/// wire/swedbank.md §9, "Documented test persons".
struct TestPerson {
    let number: String
    let country: Country
    let address: Address
    let msisdn: String
    let email: String

    static let all = [
        TestPerson(
            "6003071161", .sweden, "Azra Oliveira", "Helgestavägen 9", "19792", "Bro", "+46739000001",
            "azra.oliveira@payex.com"),
        TestPerson(
            "9710202392", .sweden, "Leia Ahlström", "Hökvägen 5", "17674", "Järfälla", "+46739000001",
            "leia.ahlstrom@payex.com"),
        TestPerson("194810205957", .sweden, "Leo 6", "Gata 535", "55560", "Vaxholm", "+46765432198", "leo6@payex.com"),
        TestPerson(
            "26026708248", .norway, "Olivia Nyhuus", "Saltnestoppen 43", "1642", "Saltnes", "+4799999999",
            "olivia.nyhuus@payex.com"),
        TestPerson(
            "100584-451P", .finland, "Järvilehto Kimmo", "Kiannonkatu 88", "90500", "Oulu", "+358501234567",
            "jarvilehto.kimmo@payex.com"),
    ]

    static func first(in country: Country) -> TestPerson {
        guard let person = all.first(where: { $0.country == country }) else {
            preconditionFailure("every country has a person")
        }
        return person
    }

    /// The person with this number who lives at this post code.
    static func find(_ number: NationalID, zipCode: String, in country: Country) -> TestPerson? {
        all.first {
            $0.country == country && $0.address.zipCode == zipCode
                && NationalID($0.number, in: country)?.person == number.person
        }
    }

    var buyer: Buyer {
        Buyer(
            number: number, name: address.addressee, email: email, msisdn: msisdn, legalAddress: address,
            billingAddress: address)
    }

    private init(
        _ number: String, _ country: Country, _ name: String, _ street: String, _ zipCode: String, _ city: String,
        _ msisdn: String, _ email: String
    ) {
        self.number = number
        self.country = country
        address = Address(
            addressee: name, streetAddress: street, zipCode: zipCode, city: city, countryCode: country.code)
        self.msisdn = msisdn
        self.email = email
    }
}

/// What the ledger answers in the sandbox, by the name in the payer's e-mail address: `capture-fails@example.com`.
enum TestAnswer: String, CaseIterable {
    case creditRefused = "credit-refused"
    case ledgerFails = "ledger-fails"
    case captureFails = "capture-fails"
    case reversalFails = "reversal-fails"
    case cancellationFails = "cancellation-fails"

    static func script(for email: String?) -> IssuerScript {
        var script = IssuerScript()
        switch email.flatMap({ TestAnswer(rawValue: $0.prefix { $0 != "@" }.lowercased()) }) {
        case .creditRefused: script.declinesAuthorization = .declined
        case .ledgerFails: script.declinesAuthorization = .technical
        case .captureFails: script.failsCapture = .technical
        case .reversalFails: script.failsRefund = .technical
        case .cancellationFails: script.failsVoid = .technical
        case nil: break
        }
        return script
    }
}
