import DialectKit
import HTTPTypes
import PaymentCore

/// The answer to a capture, void, refund or reversal: it was taken on. Source: the seed `003_5b520000af36ab52.txt` and
/// wire/checkout.md §6.
struct AcceptedBody {
    let action: OperationID
    let reference: String?
    let payment: PaymentID
    let links: Links

    func answer(_ status: HTTPResponse.Status = .accepted) -> Answer {
        var json = JSONWriter(capacityBytes: 256)
        json.object { json in
            json.string("action_id", ActionName.spell(action))
            if let reference { json.string("reference", reference) }
            json.object("_links") { $0.link("payment", links.payment(payment)) }
        }
        return Answer(status: status, body: json.bytes)
    }
}
