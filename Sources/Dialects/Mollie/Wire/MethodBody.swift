import DialectKit
import Ledger

/// Mollie's object of a way to pay. Source: specs/mollie, the recorded answer about `methods/ideal`; addresses of images
/// as there. Least is one minor unit, as wire/mollie.md §2 says of cards and iDEAL.
struct MethodBody {
    private let method: Method
    private let links: Links
    private let isListItem: Bool

    init(_ method: Method, _ links: Links, isListItem: Bool = true) {
        self.method = method
        self.links = links
        self.isListItem = isListItem
    }

    func write(to json: inout JSONObjectWriter) {
        json.string("resource", "method")
        json.string("id", method.name)
        json.string("description", Self.titles[method.name] ?? method.name)
        if let currency { json.amount("minimumAmount", Money(minorUnits: 1, currency: currency)) }
        if let currency, let maximum = method.maximumEUR {
            json.amount("maximumAmount", Money(minorUnits: maximum, currency: currency))
        } else {
            json.null("maximumAmount")
        }
        json.object("image") {
            $0.string("size1x", image(".png"))
            $0.string("size2x", image("%402x.png"))
            $0.string("svg", image(".svg"))
        }
        json.string("status", "activated")
        json.object("_links") {
            $0.link("self", links.marked("\(links.methods)/\(method.name)"), Links.hal)
            if !isListItem { $0.link("documentation", "https://docs.mollie.com/reference/get-method", Links.html) }
        }
    }

    /// Euro, or what the method takes instead.
    private var currency: Currency? {
        Currency(code: method.takesEuro ? "EUR" : method.currencies.sorted().first ?? "EUR")
    }

    private func image(_ end: String) -> String {
        "https://www.mollie.com/external/icons/payment-methods/\(method.name)\(end)"
    }

    /// As payers know them. Only iDEAL's is recorded (FIDELITY).
    private static let titles = [
        "alma": "Alma", "applepay": "Apple Pay", "bacs": "Bacs Direct Debit", "bancomatpay": "Bancomat Pay",
        "bancontact": "Bancontact", "banktransfer": "Bank transfer", "belfius": "Belfius", "billie": "Billie",
        "billink": "Billink", "bizum": "Bizum", "blik": "BLIK", "creditcard": "Card",
        "directdebit": "SEPA Direct Debit", "eps": "eps", "giftcard": "Gift cards", "googlepay": "Google Pay",
        "ideal": "iDEAL", "in3": "in3", "kbc": "KBC/CBC", "klarna": "Klarna", "mbway": "MB WAY",
        "mobilepay": "MobilePay", "multibanco": "Multibanco", "mybank": "MyBank", "paybybank": "Pay by Bank",
        "paypal": "PayPal", "paysafecard": "paysafecard", "pointofsale": "Point of sale", "przelewy24": "Przelewy24",
        "riverty": "Riverty", "satispay": "Satispay", "swish": "Swish", "trustly": "Trustly", "twint": "TWINT",
        "vipps": "Vipps", "voucher": "Vouchers",
    ]
}
