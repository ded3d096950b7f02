import DialectKit
import Ledger
import PaymentCore

/// What Mollie keeps with a payment that the core has no word for.
struct PaymentDetails {
    var mode: Mode
    var description: String
    var redirectURL: String?
    var cancelURL: String?
    var webhookURL: String?
    /// The ways to pay that the shop offers; none: all of them.
    var methods: [String]
    var locale: String?
    /// JSON text, returned as it came.
    var metadata: [UInt8]?
    var captureMode: String?
    var captureDelay: String?
    var sequenceType: String
    /// Members that are kept and returned as they came: lines, addresses and the like. A JSON object's text.
    var extras: [UInt8]
}

extension PaymentDetails {
    /// The one method that the shop fixed; nil while the payer may choose.
    var fixedMethod: String? { methods.count == 1 ? methods[0] : nil }

    /// What the payer may choose from: the one that the shop fixed, else what suits the payment.
    func offered(for amount: Money) -> [String] {
        guard fixedMethod == nil else { return methods }
        let members = keptMembers
        guard !methods.isEmpty else { return Method.offered(for: amount, captureMode: captureMode, members) }
        return methods.filter { Method.named($0)?.suits(amount, captureMode: captureMode, members) ?? false }
    }

    /// The method the payer takes: what they wish when it is offered, else the first that is.
    func method(wished: String?, for amount: Money) -> Method? {
        let offered = offered(for: amount)
        guard let wished else { return offered.first.flatMap(Method.named) }
        return offered.contains(wished) ? Method.named(wished) : nil
    }

    var keptMembers: JSONObject { (try? JSON.parse(extras))?.object ?? JSONObject() }

    /// What was agreed once the method is known. A method without manual capture is captured automatically even when
    /// the shop asked for manual but left the choice to the payer. Source: wire/mollie.md §4.
    func terms(for method: Method) -> Terms {
        var terms = openTerms
        terms.openFor = method.openFor
        if captureMode == "manual", method.takesManualCapture {
            terms.capture = .manual
        } else if let captureDelay, method.takesManualCapture {
            terms.capture = .automatic(after: CaptureDelay.read(captureDelay) ?? .zero)
        } else {
            terms.capture = .automatic(after: .zero)
        }
        switch method.captures {
        case .automaticOnly, .one:
            terms.capturesAllowed = .one
            terms.remainder = .releases
        case .many, .manyManualOnly:
            terms.capturesAllowed = .many
            terms.remainder = .keeps
        }
        terms.captureWindow = method.captureWindow
        // The answer says `pending`, a moment later it has succeeded. Source: wire/mollie.md §5.1.
        terms.captureTakes = .zero
        // Two hours to think better of it, then the bank has it. Source: wire/mollie.md §6.2.
        terms.refundCancelableFor = .hours(2)
        terms.refundTakes = .hours(26)
        terms.equalRefundsApart = .hours(1)
        return terms
    }

    /// Before the payer has chosen.
    var openTerms: Terms {
        var terms = Terms()
        terms.openFor = fixedMethod.flatMap(Method.named)?.openFor ?? Method.openForWithoutMethod
        terms.deadline = .voids
        // In test mode the payer's outcome is picked once, and "failed" is final. Source: wire/mollie.md §11.
        terms.declineEnds = true
        return terms
    }
}

/// `3 days`, `36 hours`: at most seven days. Source: wire/mollie.md §3.1.
enum CaptureDelay {
    static func read(_ text: String) -> Interval? {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, words[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int64(words[0])
        else {
            return nil
        }
        switch words[1] {
        case "hour", "hours": return count <= 168 ? .hours(count) : nil
        case "day", "days": return count <= 7 ? .days(count) : nil
        default: return nil
        }
    }
}

extension PaymentDetails: Canonical {
    private static let version: UInt8 = 1

    func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.string(mode.rawValue)
        writer.string(description)
        writer.texts([redirectURL, cancelURL, webhookURL, locale, captureMode, captureDelay])
        writer.unsigned(UInt64(methods.count))
        for method in methods { writer.string(method) }
        writer.bool(metadata != nil)
        if let metadata { writer.blob(metadata) }
        writer.string(sequenceType)
        writer.blob(extras)
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("payment details of an unknown version") }
        guard let mode = Mode(rawValue: try reader.string()) else { throw CorruptRecord("unknown mode") }
        self.mode = mode
        description = try reader.string()
        redirectURL = try reader.text()
        cancelURL = try reader.text()
        webhookURL = try reader.text()
        locale = try reader.text()
        captureMode = try reader.text()
        captureDelay = try reader.text()
        methods = []
        for _ in 0..<(try reader.count(limit: 100)) { methods.append(try reader.string()) }
        metadata = try reader.bool() ? try reader.blob() : nil
        sequenceType = try reader.string()
        extras = try reader.blob()
    }
}
