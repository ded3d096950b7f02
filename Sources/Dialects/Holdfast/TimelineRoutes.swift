import DialectKit
import HTTPTypes
import Hummingbird
import Ledger
import PaymentCore
import Sandbox

/// `GET /payments/{id}/timeline`: everything that happened to a payment, and what will happen by itself.
struct TimelineRoutes {
    let holdfast: Holdfast
    let service: any PaymentService

    private var desk: Desk { Desk(holdfast: holdfast, service: service) }

    func get(_ request: ReceivedRequest, _ name: String?) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(request)
        let payment = try desk.payment(name, of: grant.merchant)
        let events = try desk.reading { () throws(Unavailable) in try service.events(of: payment.id) }
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

/// One event with its journal entries.
struct EventBody {
    let event: Event
    let payment: Payment

    init(_ event: Event, of payment: Payment) {
        self.event = event
        self.payment = payment
    }

    func write(to json: inout JSONObjectWriter) {
        json.int("sequence", event.sequence)
        json.string("type", event.word)
        json.string("at", InstantSpelling.zuluMilliseconds(event.at.milliseconds))
        switch event.fact {
        case .operation:
            if let record = [event].operations.first {
                json.object("operation") { OperationBody(record, of: payment).write(to: &$0) }
            }
        case .declined(let reason, let ends):
            json.string("reason", ReasonWord.of(reason))
            json.bool("ends", ends)
        case .expired(let money), .remainderReleased(let money):
            AmountSpelling.write("amount", money, to: &json)
        case .lapsing(let at): json.string("lapsesAt", InstantSpelling.zuluMilliseconds(at.milliseconds))
        case .dispatched(let id): json.string("operationId", OperationName.spell(id))
        case .settled(let settlement, let net):
            json.string("settlement", SettlementName.spell(settlement))
            json.object("net") {
                $0.int("value", net)
                $0.string("currency", payment.currency.code)
            }
        case .created, .amended, .withdrawn, .abandoned, .lapsed, .instructed: break
        }
        json.array("entries") { array in
            for entry in event.journal(in: payment.currency)?.entries ?? [] {
                array.object {
                    $0.string("account", entry.account.word)
                    $0.string("side", entry.side == .debit ? "debit" : "credit")
                    AmountSpelling.write("amount", entry.amount, to: &$0)
                }
            }
        }
    }
}

/// How our own API spells a settlement.
enum SettlementName {
    static func spell(_ id: SettlementID) -> String { PrefixedName.spell(id, "stl_") }
    static func read(_ text: some StringProtocol) -> SettlementID? { PrefixedName.read(text, "stl_") }
}
