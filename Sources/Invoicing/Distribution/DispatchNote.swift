package import PaymentCore

/// One invoice on one channel: whom it goes to, how far it is, what was tried. Kept with the merchant's documents.
package struct DispatchNote: Hashable, Sendable {
    package let channel: InvoiceChannel
    /// The payer's address; nil for a directory, and for a payer who has none.
    package let recipient: String?
    /// The same at each try, so that a receiver knows a second copy.
    package let messageID: String?
    package private(set) var state: State
    /// The last ones, oldest first.
    package private(set) var attempts: [Attempt] = []
    package private(set) var attemptCount: Int64 = 0

    package enum State: Hashable, Sendable {
        /// By the merchant's clock.
        case waiting(until: Instant)
        case delivered
        case undeliverable(String)
    }

    package struct Attempt: Hashable, Sendable {
        package let number: Int64
        /// By the merchant's clock.
        package let at: Instant
        package let took: Interval
        package let succeeded: Bool
        /// What the other side said, or what went wrong.
        package let note: String
    }

    /// Attempts kept at most.
    private static let attemptLimit = 20
    /// Characters of what went wrong at most.
    private static let noteLimit = 500

    package init(_ channel: InvoiceChannel, to recipient: String? = nil, messageID: String? = nil, state: State) {
        self.channel = channel
        self.recipient = recipient
        self.messageID = messageID
        self.state = state
    }

    /// `retry` is when to try again after a failure; nil gives up.
    mutating func note(_ delivery: InvoiceDelivery, at: Instant, took: Interval, retry: Instant?) {
        attemptCount += 1
        let (succeeded, text): (Bool, String)
        switch delivery {
        case .arrived(let words):
            (succeeded, text) = (true, words)
            state = .delivered
        case .failed(let words):
            (succeeded, text) = (false, words)
            state = retry.map { .waiting(until: $0) } ?? .undeliverable(words)
        case .refused(let words):
            (succeeded, text) = (false, words)
            state = .undeliverable(words)
        }
        let note = String(text.prefix(Self.noteLimit))
        attempts.append(Attempt(number: attemptCount, at: at, took: took, succeeded: succeeded, note: note))
        if attempts.count > Self.attemptLimit { attempts.removeFirst() }
    }
}

extension DispatchNote: Canonical {
    private static let version: UInt8 = 1

    package func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.byte(channel.rawValue)
        writer.text(recipient)
        writer.text(messageID)
        switch state {
        case .waiting(let until):
            writer.byte(0)
            writer.value(until)
        case .delivered: writer.byte(1)
        case .undeliverable(let reason):
            writer.byte(2)
            writer.string(reason)
        }
        writer.signed(attemptCount)
        writer.list(attempts)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version, let channel = InvoiceChannel(rawValue: try reader.byte()) else {
            throw CorruptRecord("a dispatch of an unknown version")
        }
        self.channel = channel
        recipient = try reader.text()
        messageID = try reader.text()
        switch try reader.byte() {
        case 0: state = .waiting(until: try reader.value())
        case 1: state = .delivered
        case 2: state = .undeliverable(try reader.string())
        default: throw CorruptRecord("unknown state of a dispatch")
        }
        attemptCount = try reader.signed()
        attempts = try reader.list(limit: Self.attemptLimit)
    }
}

extension DispatchNote.Attempt: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        writer.signed(number)
        writer.value(at)
        writer.value(took)
        writer.bool(succeeded)
        writer.string(note)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        self.init(
            number: try reader.signed(), at: try reader.value(), took: try reader.value(),
            succeeded: try reader.bool(), note: try reader.string())
    }
}
