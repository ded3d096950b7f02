/// Who is asked to pay: exactly one name for them, or none, which a plugin spells `"customer": {}`. Source: wire/vipps.md
/// §0.6 and §2.2.
struct Customer {
    let phone: String?
    let isNamed: Bool

    init(_ body: Parameters) throws(Problem) {
        guard let customer = try body.object("customer") else {
            phone = nil
            isNamed = false
            return
        }
        let names = ["phoneNumber", "personalQr", "customerToken"].filter { customer[$0] != nil }
        guard names.count <= 1 else {
            throw body.invalid("customer", "Only one of phoneNumber, personalQr and customerToken can be given.")
        }
        phone = try Self.phone(customer)
        if let code = try customer.string("personalQr"), !(5...255).contains(code.unicodeScalars.count) {
            throw Problem(.invalidPersonalQR, "The personal QR is invalid.")
        }
        if let token = try customer.string("customerToken"), token.isEmpty {
            throw Problem(.invalidCustomerToken, "The customer token is invalid.")
        }
        isNamed = !names.isEmpty
    }

    /// `^\d{9,15}$`, also as a number: the official collections send one.
    static func phone(_ customer: Parameters) throws(Problem) -> String? {
        guard let text = try customer.string("phoneNumber") else { return nil }
        guard (9...15).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw Problem(
                .invalidPhoneNumber,
                "The phone number is invalid. Phone numbers must be in MSISDN format: Country code and subscriber number, but no prefix."
            )
        }
        return text
    }
}
