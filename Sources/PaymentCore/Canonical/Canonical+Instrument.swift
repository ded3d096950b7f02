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
        writer.bool(unusable != nil)
        if let unusable {
            writer.value(unusable.from)
            writer.value(unusable.reason)
        }
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
        if try reader.bool() { unusable = Unusable(from: try reader.value(), reason: try reader.value()) }
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
