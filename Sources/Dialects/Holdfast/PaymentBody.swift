import DialectKit
import Ledger
package import PaymentCore

/// A payment in our own words: amounts in minor units, instants in ISO 8601.
struct PaymentBody {
    let payment: Payment

    func write(to json: inout JSONObjectWriter) {
        json.string("id", PaymentName.spell(payment.id))
        json.string("dialect", payment.birth.wire.text)
        json.string("status", StatusWord.of(payment))
        for (name, money) in [
            ("requested", payment.birth.requested), ("authorized", payment.authorized), ("captured", payment.captured),
            ("released", payment.released), ("refunded", payment.refunded), ("capturable", payment.capturable),
            ("refundable", payment.refundable), ("pendingCaptures", payment.pendingCaptures),
            ("pendingRefunds", payment.pendingRefunds), ("pendingReleases", payment.pendingReleases),
        ] {
            AmountSpelling.write(name, money, to: &json)
        }
        if payment.birth.wire == Holdfast.wire, let details = try? OwnDetails(canonicalBytes: payment.details.bytes) {
            details.write(to: &json)
        }
        for (name, instant) in [
            ("createdAt", payment.birth.at), ("authorizedAt", payment.state.authorizedAt),
            ("holdLapsesAt", payment.state.lapsesAt), ("captureBefore", payment.state.captureBefore),
            ("endedAt", payment.state.ending?.at ?? payment.state.closed?.at),
        ] {
            if let instant { json.string(name, InstantSpelling.zuluMilliseconds(instant.milliseconds)) }
        }
    }
}

/// How our own API spells a payment.
package enum PaymentName {
    package static func spell(_ id: PaymentID) -> String { PrefixedName.spell(id, "pmt_") }
    static func read(_ text: some StringProtocol) -> PaymentID? { PrefixedName.read(text, "pmt_") }
}

/// Our own words for where a payment stands.
enum StatusWord {
    static let all = Payment.Phase.allCases.map(\.word)

    static func of(_ payment: Payment) -> String { payment.phase.word }
}
