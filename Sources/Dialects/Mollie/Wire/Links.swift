import DialectKit
import PaymentCore

/// Addresses in answers. They begin with the origin that the client called: the Python client glues its own address to
/// anything else. Source: wire/mollie.md §0.9.
struct Links {
    let origin: String

    var api: String { origin + "/v2" }
    func payment(_ name: String) -> String { "\(api)/payments/\(name)" }
    func captures(_ payment: String) -> String { "\(api)/payments/\(payment)/captures" }
    func capture(_ name: String, of payment: String) -> String { "\(captures(payment))/\(name)" }
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
