/// Card schemes, by the first digits of a number.
enum Scheme: UInt8 {
    case visa = 0
    case mastercard, americanExpress, diners, discover, jcb, maestro

    /// Nil when no scheme has numbers that begin so. Sources: the schemes' published ranges (ISO/IEC 7812).
    init?(number: String) {
        guard let two = Int(number.prefix(2)), let four = Int(number.prefix(4)) else { return nil }
        switch two {
        case 40...49: self = .visa
        case 51...55: self = .mastercard
        case 34, 37: self = .americanExpress
        case 30, 36, 38, 39: self = .diners
        case 65: self = .discover
        case 50, 56...59, 63, 67: self = .maestro
        default:
            switch four {
            case 2_221...2_720: self = .mastercard
            case 6_011, 6_440...6_499: self = .discover
            case 3_528...3_589: self = .jcb
            default: return nil
            }
        }
    }

    /// As payments spell it. Source: wire/checkout.md §4.5.
    var word: String {
        switch self {
        case .visa: "Visa"
        case .mastercard: "Mastercard"
        case .americanExpress: "American Express"
        case .diners: "Diners Club International"
        case .discover: "Discover"
        case .jcb: "JCB"
        case .maestro: "Maestro"
        }
    }

    /// As our core spells it.
    var coreWord: String {
        switch self {
        case .visa: "visa"
        case .mastercard: "mastercard"
        case .americanExpress: "amex"
        case .diners: "diners"
        case .discover: "discover"
        case .jcb: "jcb"
        case .maestro: "maestro"
        }
    }

    /// What the product behind a test card is called. Source: wire/checkout.md §4.5, for Visa; ours for the others.
    var product: (id: String, type: String) {
        switch self {
        case .visa: ("F", "Visa Classic")
        case .mastercard: ("MCS", "Mastercard Standard")
        case .americanExpress: ("AX", "American Express")
        case .diners: ("DN", "Diners Club")
        case .discover: ("DI", "Discover")
        case .jcb: ("JC", "JCB")
        case .maestro: ("MSI", "Maestro")
        }
    }
}
