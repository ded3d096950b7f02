import DialectKit
import Ledger
import Mustache
import PaymentCore

/// A payment's events, each with what it wrote in the books, the request that caused it, and who was told.
struct PaymentTimeline {
    private let payment: Payment
    private let history: [Event]
    private let console: Console
    private let exchanges: [WireExchange]

    /// Deliveries shown at most, the latest.
    private static let deliveryLimit = 250
    /// Other requests shown at most, the latest.
    private static let otherLimit = 20

    init(_ payment: Payment, _ history: [Event], _ console: Console) {
        self.payment = payment
        self.history = history
        self.console = console
        exchanges = console.parts.exchanges?.exchanges(of: payment.birth.merchant, about: payment.id) ?? []
    }

    func events(seen origin: String) throws(Trouble) -> [Model] {
        let merchant = payment.birth.merchant
        let told = try console.reading { () throws(Unavailable) in
            try console.parts.deliveries.deliveries(
                of: merchant, DeliveryWish(payment: payment.id, limit: Self.deliveryLimit))
        }
        let dialect = console.parts.dialects.dialect(of: payment)
        return history.map { event in
            let words = Words.event(event)
            var model: Model = [
                "number": String(event.sequence), "title": words.title, "tone": words.tone,
                "at": Show.instant(event.at), "machine": Show.machine(event.at),
            ]
            model["text"] = words.text
            model["moved"] = Words.amount(event, of: payment)
            model["operation"] = event.operation.flatMap { dialect?.name(of: $0) }
            let entries = event.journal(in: payment.currency)?.entries ?? []
            if !entries.isEmpty {
                model["hasEntries"] = true
                model["entries"] = entries.map(Self.entry)
            }
            let causes = exchanges.filter { isCause($0, of: event) }
            model["exchanges"] = causes.map { ExchangeView($0, origin: origin).html }
            if causes.isEmpty { model["cause"] = cause(of: event) }
            model["deliveries"] = told.filter { $0.sequence == event.sequence }.map { DeliveryView($0, console).model }
            return model
        }
    }

    /// Requests that changed nothing: reads, and what was refused.
    func others(seen origin: String) -> [String] {
        let others = exchanges.filter { exchange in !history.contains { isCause(exchange, of: $0) } }
        return others.suffix(Self.otherLimit).map { ExchangeView($0, origin: origin).html }
    }

    /// An exchange tells of the last event of its decision; the others of that decision have the same instant.
    private func isCause(_ exchange: WireExchange, of event: Event) -> Bool {
        guard exchange.request.method != "GET", let sequence = exchange.sequence, sequence >= event.sequence,
            let last = history.first(where: { $0.sequence == sequence })
        else { return false }
        if sequence == event.sequence { return true }
        // Later events of another decision of the same instant have their own exchange, or none.
        return last.at == event.at
            && !exchanges.contains { other in
                other.request.method != "GET" && (other.sequence.map { event.sequence <= $0 && $0 < sequence } ?? false)
            }
    }

    private func cause(of event: Event) -> String? {
        switch event.fact {
        case .lapsed, .lapsing, .settled, .expired, .remainderReleased, .abandoned, .dispatched:
            "By itself, when it was due"
        case .operation(let operation) where operation.startedAt < event.at || operation.answersAt != nil:
            "By itself, when it was due"
        case .operation(let operation) where operation.order.isAutomatic: "By itself, when it was due"
        case .created, .amended, .withdrawn, .declined, .operation, .instructed: nil
        }
    }

    private static func entry(_ entry: Entry) -> Model {
        let amount = Show.money(entry.amount)
        return [
            "account": Words.account(entry.account), "debit": entry.side == .debit ? amount : "",
            "credit": entry.side == .credit ? amount : "",
        ]
    }
}

extension Operation.Order {
    fileprivate var isAutomatic: Bool {
        if case .capture(_, let traits) = self { traits.contains(.automatic) } else { false }
    }
}
