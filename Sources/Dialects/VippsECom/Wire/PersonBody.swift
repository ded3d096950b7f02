import DialectKit
import Ledger
import PaymentCore
import VippsAccess

/// What the payer shares, or what is left of it after a week. Source: wire/vipps.md §4.4.
enum SharedPerson {
    case known, expired

    func told(_ text: String) -> String {
        switch self {
        case .known: text
        case .expired: "[Expired]"
        }
    }
}

extension TestPayer {
    /// By which a merchant knows them here: letters and digits alone, at most 50. Source: the schema `UserDetails`.
    fileprivate static func userID(known merchant: MerchantID) -> String { sub(known: merchant).filter { $0 != "-" } }

    /// By its name, and there is one. Source: the schemas `Address` and `AddressExpress`.
    fileprivate static let countryName = "Norway"
}

extension JSONObjectWriter {
    mutating func userDetails(_ person: SharedPerson, _ payment: Payment) {
        object("userDetails") {
            $0.string("email", person.told(TestPayer.email))
            $0.string("firstName", person.told(TestPayer.firstName))
            $0.string("lastName", person.told(TestPayer.lastName))
            $0.string("mobileNumber", person.told(String(TestPayer.mobileNumber.suffix(8))))
            $0.string("userId", person.told(TestPayer.userID(known: payment.birth.merchant)))
        }
    }

    /// `postCodeName`: details say `postCode`, callbacks `zipCode`. Source: §4.6.
    mutating func shippingDetails(_ shipping: Express.Shipping?, postCodeName: String, _ person: SharedPerson) {
        object("shippingDetails") { json in
            json.object("address") {
                $0.string("addressLine1", person.told(TestPayer.street))
                $0.string("addressLine2", "")
                $0.string("city", person.told(TestPayer.city))
                $0.string("country", person.told(TestPayer.countryName))
                $0.string(postCodeName, person.told(TestPayer.postCode))
            }
            // The one amount in kroner.
            let cost = Money(minorUnits: shipping?.cost ?? 0, currency: .norwegianKrone)
            json.json("shippingCost", .number(cost.decimal))
            json.string("shippingMethod", shipping?.method ?? "")
            json.string("shippingMethodId", shipping?.methodID ?? "")
        }
    }
}
