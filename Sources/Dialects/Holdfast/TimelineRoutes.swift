import DialectKit
import HTTPTypes
import Hummingbird
import Ledger
import PaymentCore
import Sandbox

/// `GET /payments/{id}/timeline`: everything that happened to a payment, who was told of it, and what will
/// happen by itself.
struct TimelineRoutes {
    let holdfast: Holdfast
    let service: any PaymentService
    let deliveries: any DeliveryLog

    /// Deliveries told of at most, the latest.
    private static let deliveryLimit = 250

    private var desk: Desk { Desk(holdfast: holdfast, service: service) }

    func get(_ request: ReceivedRequest, _ name: String?) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(request)
        let payment = try desk.payment(name, of: grant.merchant)
        let events = try desk.reading { () throws(Unavailable) in try service.events(of: payment.id) }
        let told = try desk.reading { () throws(Unavailable) in
            try deliveries.deliveries(
                of: grant.merchant, DeliveryWish(payment: payment.id, limit: Self.deliveryLimit))
        }
        var json = JSONWriter(capacityBytes: 16_384)
        json.object { json in
            json.string("payment", PaymentName.spell(payment.id))
            json.array("events") { array in
                for event in events { array.object { EventBody(event, of: payment).write(to: &$0) } }
            }
            json.array("upcoming") { array in
                for deadline in payment.deadlines.sorted() {
                    array.object {
                        $0.string("at", InstantSpelling.zuluMilliseconds(deadline.due.milliseconds))
                        $0.string("what", deadline.kind.word)
                    }
                }
            }
            json.array("deliveries") { array in
                for delivery in told.reversed() { array.object { DeliveryBody(delivery: delivery).write(to: &$0) } }
            }
            json.array("faults") { array in
                for strike in holdfast.faults?.strikes(of: grant.merchant, about: payment.id) ?? [] {
                    array.object { StrikeBody(strike: strike).write(to: &$0) }
                }
            }
            json.array("exchanges") { array in
                for exchange in holdfast.exchanges?.exchanges(of: grant.merchant, about: payment.id) ?? [] {
                    array.object { ExchangeBody(exchange: exchange).write(to: &$0) }
                }
            }
        }
        return Answer.ok(json)
    }
}
