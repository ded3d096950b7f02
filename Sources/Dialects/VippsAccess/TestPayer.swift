import DialectKit
package import PaymentCore

/// The one person who pays in the sandbox. What they share when a payment asks for it; nobody real.
package enum TestPayer {
    package static let firstName = "Ada"
    package static let lastName = "Fjord"
    package static let email = "ada@example.com"
    /// With the country's code.
    package static let mobileNumber = "4712345678"
    package static let dateOfBirth = "1986-12-10"
    package static let street = "Eksempelveien 1"
    package static let city = "Oslo"
    package static let country = "NO"
    package static let postCode = "0154"

    /// Unit: years. Payments for older people find no customer.
    package static let age: Int64 = 39

    /// By which a merchant knows them: the same in each of its payments.
    package static func sub(known merchant: MerchantID) -> String {
        let id: Identifier<Person> = merchant.derived(1)
        return UUIDSpelling.spell(hi: id.high, lo: id.low)
    }

    private enum Person {}
}
