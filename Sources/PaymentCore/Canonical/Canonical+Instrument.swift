extension Instrument: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        writer.string(kind)
        writer.string(scheme)
        writer.value(script)
    }
    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        self.init(kind: try reader.string(), scheme: try reader.string(), script: try reader.value())
    }
}

extension IssuerScript: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        writer.optional(declinesAuthorization)
        writer.optional(failsCapture)
        writer.optional(failsRefund)
        switch afterLapse {
        case .reauthorizes: writer.byte(0)
        case .overdraws: writer.byte(1)
        case .refuses(let reason):
            writer.byte(2)
            writer.value(reason)
        }
        // One byte says which of the last three follow.
        writer.byte((unusable != nil ? 1 : 0) | (failsVoid != nil ? 2 : 0) | (failsIncrement != nil ? 4 : 0))
        if let unusable {
            writer.value(unusable.from)
            writer.value(unusable.reason)
        }
        if let failsVoid { writer.value(failsVoid) }
        if let failsIncrement { writer.value(failsIncrement) }
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        self.init()
        declinesAuthorization = try reader.optional()
        failsCapture = try reader.optional()
        failsRefund = try reader.optional()
        switch try reader.byte() {
        case 0: afterLapse = .reauthorizes
        case 1: afterLapse = .overdraws
        case 2: afterLapse = .refuses(try reader.value())
        default: throw CorruptRecord("unknown answer after lapse")
        }
        let following = try reader.byte()
        guard following < 8 else { throw CorruptRecord("unknown answers of the issuer") }
        if following & 1 != 0 { unusable = Unusable(from: try reader.value(), reason: try reader.value()) }
        if following & 2 != 0 { failsVoid = try reader.value() }
        if following & 4 != 0 { failsIncrement = try reader.value() }
    }
}

extension Approval: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        writer.value(instrument)
        writer.value(terms)
    }
    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        self.init(instrument: try reader.value(), terms: try reader.value())
    }
}
