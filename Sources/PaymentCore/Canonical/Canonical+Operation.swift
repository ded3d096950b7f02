import Ledger

extension Operation: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        writer.value(id)
        writer.value(order)
        switch state {
        case .pending: writer.byte(0)
        case .succeeded: writer.byte(1)
        case .failed(let reason):
            writer.byte(2)
            writer.value(reason)
        }
        writer.value(startedAt)
        writer.optional(answersAt)
        writer.optional(cancelableUntil)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        let id: OperationID = try reader.value()
        let order: Order = try reader.value()
        let state: State
        switch try reader.byte() {
        case 0: state = .pending
        case 1: state = .succeeded
        case 2: state = .failed(try reader.value())
        default: throw CorruptRecord("unknown operation state")
        }
        self.init(
            id: id, order: order, state: state, startedAt: try reader.value(), answersAt: try reader.optional(),
            cancelableUntil: try reader.optional())
    }
}

extension Operation.Order: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        switch self {
        case .authorize(let money, let approval):
            writer.byte(0)
            writer.value(money)
            writer.value(approval)
        case .capture(let money, let traits):
            writer.byte(1)
            writer.value(money)
            writer.byte(traits.rawValue)
        case .void(let money):
            writer.byte(2)
            writer.value(money)
        case .refund(let money):
            writer.byte(3)
            writer.value(money)
        case .reverse(let releasing, let refunding):
            writer.byte(4)
            writer.value(releasing)
            writer.value(refunding)
        case .increment(let money):
            writer.byte(5)
            writer.value(money)
        case .reauthorize(let money):
            writer.byte(6)
            writer.value(money)
        }
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        let kind = try reader.byte()
        let money: Money = try reader.value()
        switch kind {
        case 0: self = .authorize(money, try reader.value())
        case 1:
            let traits = CaptureTraits(rawValue: try reader.byte())
            guard CaptureTraits.all.contains(traits) else { throw CorruptRecord("unknown capture traits") }
            self = .capture(money, traits)
        case 2: self = .void(money)
        case 3: self = .refund(money)
        case 4: self = .reverse(releasing: money, refunding: try reader.value())
        case 5: self = .increment(money)
        case 6: self = .reauthorize(money)
        default: throw CorruptRecord("unknown order")
        }
    }
}
