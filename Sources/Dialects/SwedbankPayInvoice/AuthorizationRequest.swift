import NIOCore
import PaymentCore

/// The body of an authorization that the shop's server asks for, checked. Source: wire/swedbank.md §4.3.
struct AuthorizationRequest {
    let buyer: Buyer

    init(_ call: Call, in country: Country) throws(Problem) {
        buyer = try call.checked { body in
            body.requiredMembers("transaction").activity(of: ["FinancingConsumer", "AccountsReceivableConsumer"])
            let consumer = body.requiredMembers("consumer")
            let number = NationalID.required("socialSecurityNumber", of: consumer, in: country)
            let msisdn = consumer.requiredText("msisdn")
            if !msisdn.isEmpty, !Self.isNumber(msisdn) { consumer.mustMatch("msisdn", "^[+][0-9]+$") }
            let ip = consumer.requiredText("ip")
            if !ip.isEmpty, !Self.isAddress(ip) { consumer.complain("ip", "The field Ip is not a valid IP address.") }
            let legal = Self.address(body.requiredMembers("legalAddress"), needsStreet: false)
            // What is missing is the registered one: shops leave it out. Source: wire/swedbank.md §4.3.
            let billing = body.members("billingAddress").map { Self.address($0, needsStreet: true) } ?? legal
            let customerNumber = consumer.text("customerNumber")
            return Buyer(
                number: number?.text ?? "", customerNumber: customerNumber?.isEmpty == true ? nil : customerNumber,
                name: consumer.text("name"), email: consumer.text("email"), msisdn: msisdn, ip: ip,
                legalAddress: legal, billingAddress: billing)
        }
    }

    private static func isNumber(_ text: String) -> Bool {
        text.hasPrefix("+") && text.utf8.count > 1 && text.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Of either version, as digits, without the name of an interface.
    private static func isAddress(_ text: String) -> Bool {
        // A zero would end the text before its end.
        let isPlain = !text.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "%") }
        return isPlain && (try? SocketAddress(ipAddress: text, port: 0)) != nil
    }

    private static func address(_ members: Members, needsStreet: Bool) -> Address {
        let countryCode = members.requiredText("countryCode").uppercased()
        if !countryCode.isEmpty, Country(code: countryCode) == nil {
            members.complain("countryCode", "The field CountryCode must be one of: SE, NO, FI.")
        }
        let coAddress = members.text("coAddress")
        return Address(
            addressee: members.requiredText("addressee", atMost: 150),
            coAddress: coAddress?.isEmpty == true ? nil : coAddress,
            streetAddress: needsStreet
                ? members.requiredText("streetAddress", atMost: 50) : members.text("streetAddress", atMost: 50),
            zipCode: members.requiredText("zipCode", atMost: 20),
            city: members.requiredText("city", atMost: 100), countryCode: countryCode)
    }
}

/// The body of a look-up of the registered address, checked. Source: wire/swedbank.md §4.2.
struct AddresseeRequest {
    let number: NationalID
    /// Without blanks.
    let zipCode: String

    init(_ call: Call, in country: Country) throws(Problem) {
        self = try call.checked { body in
            let addressee = body.requiredMembers("addressee")
            let number = NationalID.required("socialSecurityNumber", of: addressee, in: country)
            let zipCode = addressee.requiredText("zipCode").filter { $0 != " " }
            return number.map { AddresseeRequest(number: $0, zipCode: zipCode) }
        }
    }

    private init(number: NationalID, zipCode: String) {
        self.number = number
        self.zipCode = zipCode
    }
}

extension NationalID {
    fileprivate static func required(_ name: String, of members: Members, in country: Country) -> NationalID? {
        let text = members.requiredText(name)
        guard !text.isEmpty else { return nil }
        let number = NationalID(text, in: country)
        if number == nil { members.complain(name, "The field SocialSecurityNumber is not valid.") }
        return number
    }
}
