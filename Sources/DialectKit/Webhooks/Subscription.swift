package import PaymentCore

/// An endpoint that a merchant registered to hear of many payments.
package struct Subscription: Hashable, Sendable {
    package let id: SubscriptionID
    package let merchant: MerchantID
    /// Whose words it speaks.
    package let wire: WireName
    /// The wire's unit that it belongs to; nil where it hears of the whole merchant.
    package let account: AccountID?
    package var url: String
    /// The wire's own bytes: its name, what it wants to hear of.
    package var details: [UInt8]
    /// Signs what is sent.
    package private(set) var secret: String
    /// Signs as well, for a while after a rotation.
    package private(set) var previousSecret: PreviousSecret?
    package private(set) var standing = Standing.enabled
    /// Since the last success; nil when the last attempt succeeded, or none was made.
    package private(set) var failing: Failing?
    package let createdAt: Instant

    package enum Standing: Hashable, Sendable {
        case enabled
        case disabled(reason: String, at: Instant)
        /// Taken away; kept where a wire still tells of it.
        case removed(at: Instant)
    }

    package struct PreviousSecret: Hashable, Sendable {
        package let secret: String
        /// By the merchant's clock.
        package let until: Instant
    }

    /// Failed attempts in a row, to whichever delivery they belong.
    package struct Failing: Hashable, Sendable {
        package var attempts: Int
        package let since: Instant
    }

    package init(
        id: SubscriptionID, merchant: MerchantID, wire: WireName, account: AccountID? = nil, url: String,
        details: [UInt8], secret: String, createdAt: Instant
    ) {
        self.id = id
        self.merchant = merchant
        self.wire = wire
        self.account = account
        self.url = url
        self.details = details
        self.secret = secret
        self.createdAt = createdAt
    }

    /// The reason when no failure did it.
    package static let byMerchant = "by the merchant"

    package var isEnabled: Bool { standing == .enabled }

    /// Those that sign at `now`, the newest first.
    package func signingSecrets(at now: Instant) -> [String] {
        guard let previousSecret, now < previousSecret.until else { return [secret] }
        return [secret, previousSecret.secret]
    }

    /// The secret so far goes on signing until `overlap` has passed.
    package mutating func rotate(to secret: String, at now: Instant, overlap: Interval) {
        previousSecret = overlap > .zero ? PreviousSecret(secret: self.secret, until: now + overlap) : nil
        self.secret = secret
    }

    package mutating func enable() {
        standing = .enabled
        failing = nil
    }

    package mutating func disable(because reason: String, at now: Instant) {
        standing = .disabled(reason: reason, at: now)
    }

    package mutating func remove(at now: Instant) { standing = .removed(at: now) }

    package mutating func noteSuccess() { failing = nil }

    package mutating func noteFailure(at now: Instant) {
        guard var failing else {
            failing = Failing(attempts: 1, since: now)
            return
        }
        failing.attempts += 1
        self.failing = failing
    }
}

extension Subscription: Canonical {
    private static let version: UInt8 = 1

    package func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.value(id)
        writer.value(merchant)
        writer.string(wire.text)
        writer.optional(account)
        writer.string(url)
        writer.blob(details)
        writer.string(secret)
        writer.optional(previousSecret)
        writer.value(standing)
        writer.optional(failing)
        writer.value(createdAt)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("a subscription of an unknown version") }
        id = try reader.value()
        merchant = try reader.value()
        wire = WireName(try reader.string())
        account = try reader.optional()
        url = try reader.string()
        details = try reader.blob()
        secret = try reader.string()
        previousSecret = try reader.optional()
        standing = try reader.value()
        failing = try reader.optional()
        createdAt = try reader.value()
    }
}

extension Subscription.PreviousSecret: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        writer.string(secret)
        writer.value(until)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        secret = try reader.string()
        until = try reader.value()
    }
}

extension Subscription.Standing: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        switch self {
        case .enabled: writer.byte(0)
        case .disabled(let reason, let at):
            writer.byte(1)
            writer.string(reason)
            writer.value(at)
        case .removed(let at):
            writer.byte(2)
            writer.value(at)
        }
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        switch try reader.byte() {
        case 0: self = .enabled
        case 1: self = .disabled(reason: try reader.string(), at: try reader.value())
        case 2: self = .removed(at: try reader.value())
        default: throw CorruptRecord("unknown standing of a subscription")
        }
    }
}

extension Subscription.Failing: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        writer.unsigned(UInt64(attempts))
        writer.value(since)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        attempts = try reader.count(limit: .max)
        since = try reader.value()
    }
}
