import DialectKit
import PaymentCore

/// Addresses in answers. They begin with the origin that the client called: the Python client glues its own address to
/// anything else. Source: wire/mollie.md §0.9.
struct Links {
    let origin: String
    /// A token used test mode: links say so too. Source: wire/mollie.md §1.
    var carriesTestmode = false

    var payments: String { origin + "/v2/payments" }
    var refunds: String { origin + "/v2/refunds" }
    var settlements: String { origin + "/v2/settlements" }
    func captures(_ payment: String) -> String { "\(payments)/\(payment)/captures" }
    var chargebacks: String { origin + "/v2/chargebacks" }
    var methods: String { origin + "/v2/methods" }
    func chargebacks(_ payment: String) -> String { "\(payments)/\(payment)/chargebacks" }
    func refunds(_ payment: String) -> String { "\(payments)/\(payment)/refunds" }

    func payment(_ name: String) -> String { marked("\(payments)/\(name)") }
    func capture(_ name: String, of payment: String) -> String { marked("\(captures(payment))/\(name)") }
    func refund(_ name: String, of payment: String) -> String { marked("\(refunds(payment))/\(name)") }
    func settlement(_ id: SettlementID) -> String { marked("\(settlements)/\(SettlementName.spell(id))") }
    func settlement(_ id: SettlementID, _ part: String, marked isMarked: Bool = true) -> String {
        let address = "\(settlements)/\(SettlementName.spell(id))/\(part)"
        return isMarked ? marked(address) : address
    }
    func marked(_ address: String) -> String { carriesTestmode ? address + "?testmode=true" : address }

    /// Where the payer pays: the page of the test mode. Source: wire/mollie.md §3.2 and §11.
    func checkout(_ payment: PaymentID, method: String?) -> String {
        let token = Base58.spell(hi: payment.high, lo: payment.low)
        guard let method else { return "\(origin)/checkout/select-method/\(token)" }
        return "\(origin)/checkout/test-mode?method=\(method)&token=\(token)"
    }

    func dashboard(_ payment: String) -> String { "https://my.mollie.com/dashboard/payments/\(payment)" }

    static let hal = "application/hal+json"
    static let html = "text/html"
}

extension JSONObjectWriter {
    mutating func link(_ name: String, _ address: String, _ type: String) {
        object(name) {
            $0.string("href", address)
            $0.string("type", type)
        }
    }
}
