import Ledger

extension Payment.Birth: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        writer.value(merchant)
        writer.value(account)
        writer.string(wire.text)
        writer.value(requested)
        writer.byte(rail.rawValue)
        writer.value(at)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        let merchant: MerchantID = try reader.value()
        let account: AccountID = try reader.value()
        let wire = WireName(try reader.string())
        self.init(
            merchant: merchant, account: account, wire: wire, requested: try reader.value(),
            rail: try Self.rail(try reader.byte()), at: try reader.value())
    }

    private static func rail(_ raw: UInt8) throws(CorruptRecord) -> Rail {
        guard let rail = Rail(rawValue: raw) else { throw CorruptRecord("unknown rail") }
        return rail
    }
}

extension Payment.State: Canonical {
    /// 2 says at its end what 1 cannot, and stands only where there is something to say.
    private var version: UInt8 {
        lapseWarnedAt == nil && settled == 0 && unsettledSince == nil && settlement == nil ? 1 : 2
    }

    package func write(to writer: inout CanonicalWriter) {
        writer.byte(version)
        writer.value(terms)
        writer.optional(instrument)
        for amount in [authorized, captured, released, refunded] { writer.signed(amount) }
        writer.list(pending)
        writer.unsigned(UInt64(captures))
        writer.bool(finalCaptureMade)
        writer.bool(automaticCaptureAsked)
        writer.optional(ending)
        for instant in [authorizedAt, lapsesAt, lapsedAt, captureBefore, lastCapturedAt] { writer.optional(instant) }
        writer.optional(closed)
        writer.unsigned(UInt64(sequence))
        writer.value(lastEventAt)
        writer.unsigned(UInt64(detailsSequence))
        guard version > 1 else { return }
        writer.optional(lapseWarnedAt)
        writer.signed(settled)
        writer.optional(unsettledSince)
        writer.optional(settlement)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        let version = try reader.byte()
        guard (1...2).contains(version) else { throw CorruptRecord("payment state of an unknown version") }
        self.init(terms: try reader.value(), instrument: try reader.optional(), at: Instant(milliseconds: 0))
        authorized = try Self.amount(&reader)
        captured = try Self.amount(&reader)
        released = try Self.amount(&reader)
        refunded = try Self.amount(&reader)
        pending = try reader.list(limit: Payment.pendingLimit)
        captures = try reader.count(limit: Int.max)
        finalCaptureMade = try reader.bool()
        automaticCaptureAsked = try reader.bool()
        ending = try reader.optional()
        authorizedAt = try reader.optional()
        lapsesAt = try reader.optional()
        lapsedAt = try reader.optional()
        captureBefore = try reader.optional()
        lastCapturedAt = try reader.optional()
        closed = try reader.optional()
        sequence = try reader.count(limit: Int.max)
        lastEventAt = try reader.value()
        detailsSequence = try reader.count(limit: Int.max)
        guard version > 1 else { return }
        lapseWarnedAt = try reader.optional()
        settled = try reader.signed()
        unsettledSince = try reader.optional()
        settlement = try reader.optional()
        guard self.version > 1, (-Money.limit...Money.limit).contains(settled) else {
            throw CorruptRecord("payment state of version 2 without its reason")
        }
    }
}

extension Payment.State {
    /// Within the range of `Money`, so that sums over one payment cannot overflow.
    private static func amount(_ reader: inout CanonicalReader) throws(CorruptRecord) -> Int64 {
        let amount = try reader.signed()
        guard (0...Money.limit).contains(amount) else { throw CorruptRecord("amount out of range") }
        return amount
    }
}

extension Payment.Ending: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        writer.value(at)
        switch cause {
        case .withdrawn: writer.byte(0)
        case .declined(let reason):
            writer.byte(1)
            writer.value(reason)
        case .abandoned: writer.byte(2)
        }
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        let at: Instant = try reader.value()
        switch try reader.byte() {
        case 0: self.init(at: at, cause: .withdrawn)
        case 1: self.init(at: at, cause: .declined(try reader.value()))
        case 2: self.init(at: at, cause: .abandoned)
        default: throw CorruptRecord("unknown ending")
        }
    }
}

extension Payment.Closing: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        writer.value(at)
        writer.byte(cause.rawValue)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        let at: Instant = try reader.value()
        guard let cause = Cause(rawValue: try reader.byte()) else { throw CorruptRecord("unknown closing") }
        self.init(at: at, cause: cause)
    }
}
