import DialectKit
import PaymentCore

/// The two platforms of Checkout.com: each key belongs to one, and neither sees the payments of the other.
/// Source: wire/checkout.md §1.
enum Platform: UInt8 {
    /// The current one: several partial captures, balances, increments.
    case nas = 0
    /// The one that the seed `003_5b520000af36ab52.txt` describes: one partial capture, no balances.
    case classic = 1

    func account(of grant: Grant) -> AccountID { grant.account(word, on: CheckoutCom.wire) }

    var word: String {
        switch self {
        case .nas: "nas"
        case .classic: "classic"
        }
    }

    /// The longest reference. Unit: characters. Source: wire/checkout.md §4.1.
    var referenceLimit: Int {
        switch self {
        case .nas: 80
        case .classic: 50
        }
    }

    /// The name of a payment's first action; nil where it is one of its own. Source: wire/checkout.md §1.
    func authorizationName(of payment: PaymentID) -> OperationID? {
        switch self {
        case .nas: nil
        case .classic: OperationID(high: payment.high, low: payment.low)
        }
    }

    /// Documents of the merchant on this platform: card tokens, instruments and the like.
    func documents(_ kind: String, of merchant: MerchantID) -> DocumentCollection {
        DocumentCollection(merchant: merchant, wire: CheckoutCom.wire, kind: "\(kind) \(word)")
    }
}

/// What a credential is, by the kind it was admitted as.
struct KeyKind {
    let platform: Platform
    let isPublic: Bool

    /// Nil for a kind that is no key of this wire.
    init?(_ kind: String) {
        switch kind {
        case "nas secret", "access": (platform, isPublic) = (.nas, false)
        case "nas public": (platform, isPublic) = (.nas, true)
        case "classic secret": (platform, isPublic) = (.classic, false)
        case "classic public": (platform, isPublic) = (.classic, true)
        default: return nil
        }
    }
}
