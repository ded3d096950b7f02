import DialectKit
import HTTPTypes
import Hummingbird
import Invoicing
import Ledger
import PaymentCore
import Sandbox

/// `GET /payments/{id}/timeline`: everything that happened to a payment, who was told of it, its
/// invoices on their way to the payer, and what will happen by itself.
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
        let invoices = try desk.reading { () throws(Unavailable) in try self.invoices(of: payment) }
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
            json.array("invoices") { array in
                for invoice in invoices { array.object { invoice.write(to: &$0) } }
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

    private func invoices(of payment: Payment) throws(Unavailable) -> [InvoiceBody] {
        let merchant = payment.birth.merchant
        let book = DispatchBook(of: merchant)
        var found: [InvoiceBody] = []
        for invoice in try InvoiceShelf(of: merchant).invoices(of: payment.id, in: service) {
            let dispatches = try book.notes(of: invoice.order.operation, in: service)
            found.append(InvoiceBody(invoice: invoice, dispatches: dispatches))
        }
        return found
    }
}
