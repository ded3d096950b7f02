import DialectKit
import PaymentCore

/// What the shop's `callbackUrl` is told: names and numbers, no state. Unsigned. Source: wire/swedbank.md §9.
struct Callback {
    let payment: PaymentID
    let transaction: Transaction

    func webhook(to address: String) -> OutgoingWebhook {
        let links = Links(origin: "")
        var json = JSONWriter()
        json.object { json in
            json.object("payment") {
                $0.string("id", links.payment(payment))
                $0.int("number", Numbers.of(payment))
            }
            json.object("transaction") {
                $0.string("id", links.item(transaction.id, transaction.kind, of: payment))
                $0.int("number", Numbers.of(transaction.id))
            }
        }
        return OutgoingWebhook(
            url: address, headers: [.init("Content-Type", "application/json")], body: json.bytes, timeout: .seconds(10))
    }

    /// At once, then 30, 60, 360, 432, 864 and 1 265 seconds after the transaction. Source: wire/swedbank.md §9.
    static let gaps: [Interval] = [
        .zero, .seconds(30), .seconds(30), .seconds(300), .seconds(72), .seconds(432), .seconds(401),
    ]
}
