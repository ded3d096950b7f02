import DialectKit
import Ledger
import PaymentCore

/// One operation in our own words.
struct OperationBody {
    let record: OperationRecord
    let payment: Payment

    init(_ record: OperationRecord, of payment: Payment) {
        self.record = record
        self.payment = payment
    }

    func write(to json: inout JSONObjectWriter) {
        let operation = record.operation
        json.string("id", OperationName.spell(operation.id))
        json.string("type", operation.order.word)
        switch operation.state {
        case .pending: json.string("state", "pending")
        case .succeeded: json.string("state", "succeeded")
        case .failed(let reason):
            json.string("state", "failed")
            json.string("reason", ReasonWord.of(reason))
        }
        AmountSpelling.write("amount", operation.order.amount, to: &json)
        if case .capture(_, let traits) = operation.order {
            json.bool("final", traits.contains(.final))
            json.bool("automatic", traits.contains(.automatic))
            json.bool("overdrawn", traits.contains(.overdrawn))
        }
        json.string("createdAt", InstantSpelling.zuluMilliseconds(operation.startedAt.milliseconds))
        if let answersAt = operation.answersAt {
            json.string("answersAt", InstantSpelling.zuluMilliseconds(answersAt.milliseconds))
        }
        if let endedAt = record.endedAt {
            json.string("endedAt", InstantSpelling.zuluMilliseconds(endedAt.milliseconds))
            if operation.state == .succeeded, let reaches = operation.order.reachesPayer(from: endedAt) {
                json.string("reachesPayerAt", InstantSpelling.zuluMilliseconds(reaches.milliseconds))
            }
        }
        if let settlement = record.settlement { json.string("settlement", SettlementName.spell(settlement)) }
        if payment.birth.wire == Holdfast.wire, let details = try? OwnDetails(canonicalBytes: record.details.bytes) {
            details.write(to: &json)
        }
    }
}

/// How our own API spells an operation.
enum OperationName {
    static func spell(_ id: OperationID) -> String { PrefixedName.spell(id, "op_") }
    static func read(_ text: some StringProtocol) -> OperationID? { PrefixedName.read(text, "op_") }
}

extension Operation.Order {
    var word: String {
        switch self {
        case .authorize: "authorization"
        case .capture: "capture"
        case .void: "void"
        case .refund: "refund"
        case .reverse: "reversal"
        case .increment: "increment"
        case .reauthorize: "reauthorization"
        }
    }

    /// When the payer sees the money: what was held is free at once, what was taken comes back after some days, as banks
    /// take them.
    fileprivate func reachesPayer(from endedAt: Instant) -> Instant? {
        switch self {
        case .void: endedAt
        case .refund, .reverse: endedAt + .days(3)
        case .authorize, .capture, .increment, .reauthorize: nil
        }
    }
}

/// Our own words for why something failed.
enum ReasonWord {
    static func of(_ reason: FailureReason) -> String { "\(reason)" }
    static func read(_ word: String) -> FailureReason? { FailureReason.allCases.first { "\($0)" == word } }
    static var all: [String] { FailureReason.allCases.map { "\($0)" } }
}
