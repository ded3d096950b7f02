import Ledger
import PaymentCore

/// What the sandbox's issuer will answer for one card: known from the number once, and kept instead of it.
struct IssuerAnswers: Hashable {
    /// Why authorizations are declined; nil: they are not.
    var declines: ResponseCode?
    /// A verification, of nothing, succeeds all the same.
    var verifies = false
    var neitherCapturesNorVoids = false
    /// Why increments are declined or refused.
    var refusesIncrement: String?
    var grantsHalf = false
    var authentication = Authentication.asThePayerDoes

    /// What 3-D Secure comes to.
    enum Authentication: UInt8 {
        case asThePayerDoes = 0
        case rejected = 1
        case notEnrolled = 2
    }

    init() {}

    init(number: String) {
        for row in TestCards.declined where row.numbers.contains(number) { declines = ResponseCode(text: row.code) }
        for row in TestCards.verifiedOnly where row.numbers.contains(number) {
            declines = ResponseCode(text: row.code)
            verifies = true
        }
        neitherCapturesNorVoids = TestCards.neitherCapturedNorVoided.contains(number)
        refusesIncrement = TestCards.notIncreased[number]
        grantsHalf = TestCards.grantedByHalf.contains(number)
        if TestCards.rejected.contains(number) { authentication = .rejected }
        if TestCards.notEnrolled.contains(number) { authentication = .notEnrolled }
    }

    /// The code that declines an amount; nil when it is approved.
    func decline(of amount: Money) -> ResponseCode? { verifies && amount.isZero ? nil : declines }

    /// Increments of these are refused before any issuer is asked. Source: wire/checkout.md §10.
    var incrementProblem: String? {
        refusesIncrement.flatMap { $0.hasPrefix("incremental") ? $0 : nil }
    }

    /// The code that declines an increment.
    var incrementDecline: ResponseCode? {
        refusesIncrement.flatMap { $0.hasPrefix("incremental") ? nil : ResponseCode(text: $0) }
    }
}

extension IssuerAnswers: Canonical {
    func write(to writer: inout CanonicalWriter) {
        writer.texts([declines?.text, refusesIncrement])
        writer.bool(verifies)
        writer.bool(neitherCapturesNorVoids)
        writer.bool(grantsHalf)
        writer.byte(authentication.rawValue)
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        declines = try reader.text().map { ResponseCode(text: $0) }
        refusesIncrement = try reader.text()
        verifies = try reader.bool()
        neitherCapturesNorVoids = try reader.bool()
        grantsHalf = try reader.bool()
        guard let authentication = Authentication(rawValue: try reader.byte()) else {
            throw CorruptRecord("unknown authentication")
        }
        self.authentication = authentication
    }
}

extension CanonicalWriter {
    mutating func optionalBlob(_ value: [UInt8]?) {
        bool(value != nil)
        if let value { blob(value) }
    }
}

extension CanonicalReader {
    mutating func optionalBlob() throws(CorruptRecord) -> [UInt8]? { try bool() ? try blob() : nil }
}
