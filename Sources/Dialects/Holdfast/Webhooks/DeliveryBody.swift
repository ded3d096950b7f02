import DialectKit
import PaymentCore

/// How our own API spells a delivery: payment or notice, the event's number in it, and a mark of the endpoint.
struct DeliveryName {
    let payment: PaymentID
    let sequence: Int
    private let mark: String

    static func spell(_ delivery: DeliveryReport) -> String {
        let name = PrefixedName.spell(delivery.payment, "del_")
        return "\(name)_\(delivery.sequence)_\(mark(delivery.endpoint))"
    }

    /// Nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 4, let payment: PaymentID = PrefixedName.read("\(parts[0])_\(parts[1])", "del_"),
            let sequence = Int(parts[2]), sequence >= 0
        else { return nil }
        self.payment = payment
        self.sequence = sequence
        mark = String(parts[3])
    }

    func names(_ delivery: DeliveryReport) -> Bool {
        delivery.payment == payment && delivery.sequence == sequence && Self.mark(delivery.endpoint) == mark
    }

    /// Tells the endpoints of one event apart.
    private static func mark(_ endpoint: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in endpoint.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return String(hash, radix: 16)
    }
}

/// A delivery with every attempt: the request as it was sent, and what came back.
struct DeliveryBody {
    let delivery: DeliveryReport

    func write(to json: inout JSONObjectWriter) {
        json.string("id", DeliveryName.spell(delivery))
        json.string("state", delivery.state.rawValue)
        if delivery.sequence > 0 {
            json.string("payment", PaymentName.spell(delivery.payment))
            json.int("event", delivery.sequence)
        }
        if let endpoint = SubscriptionEndpoint(delivery.endpoint) {
            json.string("endpoint", EndpointName.spell(endpoint.id))
        } else {
            json.string("url", delivery.endpoint)
        }
        if let due = delivery.due { json.instant("nextAttemptAt", due) }
        json.array("attempts") { array in
            for attempt in delivery.attempts { array.object { attempt.write(to: &$0) } }
        }
    }
}

extension DeliveryReport.Attempt {
    fileprivate func write(to json: inout JSONObjectWriter) {
        json.int("number", number)
        json.instant("at", at)
        json.string("duration", "PT\(took.milliseconds / 1_000).\(Self.thousandths(took))S")
        if let request {
            json.object("request") { json in
                json.string("method", "POST")
                json.string("url", request.url)
                // A list: a name may come twice.
                json.array("headers") { array in
                    for header in request.headers {
                        array.object {
                            $0.string("name", header.name)
                            $0.string("value", header.value)
                        }
                    }
                }
                json.string("body", String(decoding: request.body, as: UTF8.self))
            }
        }
        guard let status else {
            json.string("error", note)
            return
        }
        json.object("response") {
            $0.int("status", status)
            $0.string("body", note)
        }
    }

    private static func thousandths(_ interval: Interval) -> String {
        let digits = String(interval.milliseconds % 1_000)
        return String(repeating: "0", count: 3 - digits.count) + digits
    }
}
