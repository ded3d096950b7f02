package import Ledger

extension Instant: Canonical {
    package func write(to writer: inout CanonicalWriter) { writer.signed(milliseconds) }
    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        self.init(milliseconds: try reader.signed())
    }
}

extension Interval: Canonical {
    package func write(to writer: inout CanonicalWriter) { writer.signed(milliseconds) }
    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        self.init(milliseconds: try reader.signed())
    }
}

extension Identifier: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        writer.fixed(high)
        writer.fixed(low)
    }
    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        self.init(high: try reader.fixed(), low: try reader.fixed())
    }

    /// The 16 bytes that keys in a store begin with.
    package var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 16) { bytes, count in
            withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) {
                UnsafeMutableRawBufferPointer(bytes).copyMemory(from: $0)
            }
            count = 16
        }
    }
}

extension Currency: Canonical {
    package func write(to writer: inout CanonicalWriter) { writer.unsigned(UInt64(packed)) }
    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard let packed = UInt32(exactly: try reader.unsigned()), let currency = Currency(packed: packed) else {
            throw CorruptRecord("unknown currency")
        }
        self = currency
    }
}

extension Money: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        writer.value(currency)
        writer.signed(minorUnits)
    }
    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        let currency: Currency = try reader.value()
        guard let money = Money(checked: try reader.signed(), currency) else {
            throw CorruptRecord("amount out of range")
        }
        self = money
    }
}

extension FailureReason: Canonical {
    package func write(to writer: inout CanonicalWriter) { writer.byte(rawValue) }
    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard let reason = FailureReason(rawValue: try reader.byte()) else { throw CorruptRecord("unknown reason") }
        self = reason
    }
}

extension Terms: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        // What came later stands at the end, where it says anything: older spellings stay as they are.
        let later = [lapseWarning, settlesEvery]
        let mark = later.contains { $0 != nil } ? Self.saysMore : 0
        switch capture {
        case .manual: writer.byte(0 | mark)
        case .automatic(let delay):
            writer.byte((automaticCaptureOnly ? 2 : 1) | mark)
            writer.value(delay)
        case .automaticAt(let instant):
            writer.byte((automaticCaptureOnly ? 4 : 3) | mark)
            writer.value(instant)
        }
        writer.byte(capturesAllowed.rawValue)
        switch remainder {
        case .keeps: writer.byte(0)
        case .releases: writer.byte(1)
        case .releasesAfter(let delay):
            writer.byte(2)
            writer.value(delay)
        case .lapsesAfter(let delay):
            writer.byte(3)
            writer.value(delay)
        }
        writer.byte(deadline.rawValue | (refundWindow == nil ? 0 : Self.hasRefundWindow))
        writer.bool(declineEnds)
        writer.byte((incrementsAllowed ? 1 : 0) | (incrementsEndWithCapture ? 2 : 0))
        for interval in [
            holdGuaranteed, captureWindow, openFor, captureTakes, voidTakes, refundTakes, refundCancelableFor,
            equalRefundsApart,
        ] {
            writer.optional(interval)
        }
        if let refundWindow { writer.value(refundWindow) }
        if mark != 0 { for interval in later { writer.optional(interval) } }
    }

    /// The bit of the deadline's byte that says that a refund window follows; terms of before it have none.
    private static let hasRefundWindow: UInt8 = 0x80
    /// The bit of the first byte that says that more follows at the end.
    private static let saysMore: UInt8 = 0x10

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        self.init()
        let first = try reader.byte()
        let trigger = first & ~Self.saysMore
        switch trigger {
        case 0: capture = .manual
        case 1, 2: capture = .automatic(after: try reader.value())
        case 3, 4: capture = .automaticAt(try reader.value())
        default: throw CorruptRecord("unknown capture trigger")
        }
        automaticCaptureOnly = trigger == 2 || trigger == 4
        guard let allowed = CapturesAllowed(rawValue: try reader.byte()) else {
            throw CorruptRecord("unknown capture count")
        }
        capturesAllowed = allowed
        switch try reader.byte() {
        case 0: remainder = .keeps
        case 1: remainder = .releases
        case 2: remainder = .releasesAfter(try reader.value())
        case 3: remainder = .lapsesAfter(try reader.value())
        default: throw CorruptRecord("unknown remainder")
        }
        let byte = try reader.byte()
        guard let end = Deadline(rawValue: byte & ~Self.hasRefundWindow) else {
            throw CorruptRecord("unknown deadline")
        }
        deadline = end
        declineEnds = try reader.bool()
        let increments = try reader.byte()
        guard increments < 4 else { throw CorruptRecord("unknown rule of increments") }
        incrementsAllowed = increments & 1 != 0
        incrementsEndWithCapture = increments & 2 != 0
        holdGuaranteed = try reader.optional()
        captureWindow = try reader.optional()
        openFor = try reader.optional()
        captureTakes = try reader.optional()
        voidTakes = try reader.optional()
        refundTakes = try reader.optional()
        refundCancelableFor = try reader.optional()
        equalRefundsApart = try reader.optional()
        refundWindow = byte & Self.hasRefundWindow == 0 ? nil : try reader.value()
        guard first & Self.saysMore != 0 else { return }
        lapseWarning = try reader.optional()
        settlesEvery = try reader.optional()
        guard lapseWarning != nil || settlesEvery != nil else { throw CorruptRecord("terms that say more say nothing") }
    }
}
