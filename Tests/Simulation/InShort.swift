import Ledger
import PaymentCore

/// A history on a screen.
extension Reply {
    var inShort: String {
        switch self {
        case .decided(.accepted(let acceptance), let replayed):
            "accepted, events \(acceptance.events.map(\.sequence))\(replayed ? ", replayed" : "")"
        case .decided(.refused(let refusal), let replayed): "\(refusal)\(replayed ? ", replayed" : "")"
        case .answer: "an answer"
        case .unavailable(let why): "\(why)"
        case .broken(let broken): "broken: \(broken)"
        }
    }
}

extension Command {
    var inShort: String {
        switch self {
        case .create: "create"
        case .authorize: "authorize"
        case .capture(_, let request, _): "capture \(request.amount.map { "\($0.minorUnits)" } ?? "all")"
        case .refund(_, let amount, _): "refund \(amount.map { "\($0.minorUnits)" } ?? "all")"
        case .void(_, let amount, _): "void \(amount)"
        default: "\(self)"
        }
    }
}
