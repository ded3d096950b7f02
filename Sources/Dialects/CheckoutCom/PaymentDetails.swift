import DialectKit
import PaymentCore

/// What Checkout.com keeps with a payment that the core has no word for.
struct PaymentDetails {
    var platform: Platform
    /// What links in notices begin with: the address that the shop called.
    var origin: String
    var source: Source
    var reference: String?
    var description: String?
    var paymentType = "Regular"
    /// Increments are possible, and nothing is captured by itself. Source: wire/checkout.md §4.1.
    var isEstimated = false
    var capture = true
    var captureOn: Instant?
    var customer: Customer?
    /// JSON text, told again as it came.
    var metadata: [UInt8]?
    var authentication: Authentication?
    /// The code with which the issuer declines, where it is known beforehand.
    var decline: ResponseCode?
    var successURL: String?
    var failureURL: String?
    /// Members that are told again as they came: `items`, `shipping` and the like. A JSON object's text.
    var extras: [UInt8]
    /// Who hears of this payment: the subscriptions there were when it was made.
    var subscribers: [String]
}

/// Who pays, as the shop names them.
struct Customer: Hashable {
    var id: CustomerID
    var email: String?
    var name: String?
}

/// How a payment stands with 3-D Secure.
struct Authentication: Hashable {
    /// The payer has to answer on a page of ours before the issuer is asked.
    var challenges: Bool
    /// The card takes no part, and the payment goes on without.
    var downgraded: Bool
    var isEnrolled: Bool
    var version: String?
    var eci: String?
    var xid: String?
    var exemption: String?
}

extension PaymentDetails {
    static func of(_ payment: Payment) throws(Problem) -> PaymentDetails {
        do { return try PaymentDetails(canonicalBytes: payment.details.bytes) } catch { throw .internalError }
    }

    var extraMembers: JSONObject { (try? JSON.parse(extras))?.object ?? JSONObject() }

    /// The payer has 15 minutes to answer. Source: wire/checkout.md §4.6, from the text of 20152.
    static let challengeTime = Interval.minutes(15)

    /// An uncaptured authorization is voided after seven days. Source: the seed `003_5b520000af36ab52.txt`.
    static let captureWindow = Interval.days(7)
}

extension Customer: Canonical {
    func write(to writer: inout CanonicalWriter) {
        writer.value(id)
        writer.texts([email, name])
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        id = try reader.value()
        email = try reader.text()
        name = try reader.text()
    }
}

extension Authentication: Canonical {
    func write(to writer: inout CanonicalWriter) {
        for flag in [challenges, downgraded, isEnrolled] { writer.bool(flag) }
        writer.texts([version, eci, xid, exemption])
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        challenges = try reader.bool()
        downgraded = try reader.bool()
        isEnrolled = try reader.bool()
        version = try reader.text()
        eci = try reader.text()
        xid = try reader.text()
        exemption = try reader.text()
    }
}

extension PaymentDetails: Canonical {
    private static let version: UInt8 = 1

    func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.byte(platform.rawValue)
        writer.string(origin)
        writer.value(source)
        writer.texts([reference, description, decline?.text, successURL, failureURL])
        writer.string(paymentType)
        writer.bool(isEstimated)
        writer.bool(capture)
        writer.optional(captureOn)
        writer.optional(customer)
        writer.optionalBlob(metadata)
        writer.optional(authentication)
        writer.blob(extras)
        writer.unsigned(UInt64(subscribers.count))
        for subscriber in subscribers { writer.string(subscriber) }
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("payment details of an unknown version") }
        guard let platform = Platform(rawValue: try reader.byte()) else { throw CorruptRecord("unknown platform") }
        self.platform = platform
        origin = try reader.string()
        source = try reader.value()
        reference = try reader.text()
        description = try reader.text()
        decline = try reader.text().map { ResponseCode(text: $0) }
        successURL = try reader.text()
        failureURL = try reader.text()
        paymentType = try reader.string()
        isEstimated = try reader.bool()
        capture = try reader.bool()
        captureOn = try reader.optional()
        customer = try reader.optional()
        metadata = try reader.optionalBlob()
        authentication = try reader.optional()
        extras = try reader.blob()
        subscribers = try reader.strings()
    }
}

extension CanonicalReader {
    mutating func strings() throws(CorruptRecord) -> [String] {
        var strings: [String] = []
        for _ in 0..<(try count(limit: 10_000)) { strings.append(try string()) }
        return strings
    }
}
