import Ledger

extension Event.Fact: Canonical {
    /// The number that stores keep in a column; never reused.
    package var number: UInt8 {
        switch self {
        case .created: 1
        case .amended: 2
        case .withdrawn: 3
        case .declined: 4
        case .abandoned: 5
        case .operation: 6
        case .lapsed: 7
        case .expired: 8
        case .remainderReleased: 9
        case .dispatched: 10
        case .lapsing: 11
        case .settled: 12
        case .instructed: 13
        }
    }

    package func write(to writer: inout CanonicalWriter) {
        writer.byte(number)
        switch self {
        case .created(let birth, let terms):
            writer.value(birth)
            writer.value(terms)
        case .declined(let reason, let ends):
            writer.value(reason)
            writer.bool(ends)
        case .operation(let operation): writer.value(operation)
        case .expired(let money), .remainderReleased(let money): writer.value(money)
        case .dispatched(let operation): writer.value(operation)
        case .lapsing(let at): writer.value(at)
        case .settled(let settlement, let net):
            writer.value(settlement)
            writer.signed(net)
        case .instructed(let script): writer.value(script)
        case .amended, .withdrawn, .abandoned, .lapsed: break
        }
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        switch try reader.byte() {
        case 1: self = .created(try reader.value(), try reader.value())
        case 2: self = .amended
        case 3: self = .withdrawn
        case 4: self = .declined(try reader.value(), ends: try reader.bool())
        case 5: self = .abandoned
        case 6: self = .operation(try reader.value())
        case 7: self = .lapsed
        case 8: self = .expired(try reader.value())
        case 9: self = .remainderReleased(try reader.value())
        case 10: self = .dispatched(try reader.value())
        case 11: self = .lapsing(at: try reader.value())
        case 12: self = .settled(try reader.value(), net: try Self.net(&reader))
        case 13: self = .instructed(try reader.value())
        default: throw CorruptRecord("unknown fact")
        }
    }
}

extension Event.Fact {
    /// Within the range of `Money`, in both directions.
    private static func net(_ reader: inout CanonicalReader) throws(CorruptRecord) -> Int64 {
        let net = try reader.signed()
        guard (-Money.limit...Money.limit).contains(net) else { throw CorruptRecord("amount out of range") }
        return net
    }
}

extension Event {
    /// What the hash chain covers, without the details: those enter as a commitment that can outlive them. `body`: the fact's
    /// canonical bytes.
    package func writeChained(_ body: [UInt8], to writer: inout CanonicalWriter) {
        writer.value(payment)
        writer.unsigned(UInt64(sequence))
        writer.value(at)
        writer.spelled(body)
    }
}
