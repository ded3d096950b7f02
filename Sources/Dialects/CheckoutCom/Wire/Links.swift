import DialectKit
import PaymentCore

/// Addresses that answers lead to. They begin with what the client called. Source: wire/checkout.md §1.
struct Links {
    let origin: String

    func payment(_ id: PaymentID) -> String { "\(origin)/payments/\(PaymentName.spell(id))" }
    func part(_ part: String, of id: PaymentID) -> String { "\(payment(id))/\(part)" }
    func challenge(_ id: PaymentID) -> String { "\(origin)/sessions-interceptor/\(SessionName.spell(id))" }
}

extension JSONObjectWriter {
    mutating func link(_ name: String, _ address: String) {
        object(name) { $0.string("href", address) }
    }

    /// `2022-01-02T18:05:36.014Z`: as many decimals as are needed. Source: wire/checkout.md §2, "Timestamps".
    mutating func instant(_ name: String, _ instant: Instant) {
        string(name, InstantText.of(instant))
    }
}

enum InstantText {
    static func of(_ instant: Instant) -> String {
        var text = InstantSpelling.zuluMilliseconds(instant.milliseconds).dropLast()
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text + "Z"
    }
}
