import DialectKit
import Ledger
import PaymentCore

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
        writeFacts(to: &json)
        writeEntries(to: &json)
    }

    /// What the event says beyond its type.
    func writeFacts(to json: inout JSONObjectWriter) {
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
    }

    private func writeEntries(to json: inout JSONObjectWriter) {
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
