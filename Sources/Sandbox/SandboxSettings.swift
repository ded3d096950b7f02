package import PaymentCore

/// How the sandbox treats a merchant's payments, where their wire leaves it open: by the merchant's own choice.
package struct SandboxSettings: Hashable, Sendable {
    /// How long before a hold lapses the merchant is warned. Nil: not at all.
    package var lapseWarning: Interval? = .days(1)
    /// How often what is payable is settled. Nil: never.
    package var settlesEvery: Interval? = .days(1)
    /// How long issuers guarantee a hold, by card scheme, other than the wire says.
    package var holdGuaranteed: [String: Interval] = [:]
    /// How long captures are accepted, other than the wire says.
    package var captureWindow: Interval?

    package init() {}

    package static func key(of merchant: MerchantID) -> DocumentKey {
        DocumentKey(DocumentCollection(merchant: merchant, wire: WireName("holdfast"), kind: "sandbox settings"), [1])
    }

    /// The terms of an approval, as this merchant wants them.
    package func applied(to approval: Approval) -> Approval {
        var terms = approval.terms
        terms.lapseWarning = lapseWarning
        terms.settlesEvery = settlesEvery
        if let guaranteed = holdGuaranteed[approval.instrument.scheme] { terms.holdGuaranteed = guaranteed }
        if let captureWindow { terms.captureWindow = captureWindow }
        return Approval(instrument: approval.instrument, terms: terms)
    }
}

extension SandboxSettings: Canonical {
    private static let version: UInt8 = 1

    package func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.optional(lapseWarning)
        writer.optional(settlesEvery)
        writer.optional(captureWindow)
        writer.unsigned(UInt64(holdGuaranteed.count))
        for (scheme, guaranteed) in holdGuaranteed.sorted(by: { $0.key < $1.key }) {
            writer.string(scheme)
            writer.value(guaranteed)
        }
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("settings of an unknown version") }
        lapseWarning = try reader.optional()
        settlesEvery = try reader.optional()
        captureWindow = try reader.optional()
        for _ in 0..<(try reader.count(limit: 100)) { holdGuaranteed[try reader.string()] = try reader.value() }
    }
}
