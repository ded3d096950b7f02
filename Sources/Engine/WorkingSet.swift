package import PaymentCore

/// What a batch may touch, loaded before anything is decided.
package struct WorkingSet: Sendable {
    package var payments: [PaymentID: PaymentRecord]
    /// Payments whose row cannot have been written by this program, and why: no command may touch them.
    package var unreadable: [PaymentID: String] = [:]
    package var claims: [ClaimDigest: ClaimRecord]
    /// Those of the asked-for deadlines that still exist.
    package var deadlines: Set<Deadline>
    /// Those of the asked-for documents that are there, also when their time is over.
    package var documents: [DocumentKey: Document]
    package var holdings: [MerchantID: Holdings] = [:]
    package var lastBatch: BatchSeal

    package init(
        payments: [PaymentID: PaymentRecord] = [:], claims: [ClaimDigest: ClaimRecord] = [:],
        deadlines: Set<Deadline> = [], documents: [DocumentKey: Document] = [:], lastBatch: BatchSeal = .first
    ) {
        self.payments = payments
        self.claims = claims
        self.deadlines = deadlines
        self.documents = documents
        self.lastBatch = lastBatch
    }

    package struct Keys: Sendable {
        package var payments: Set<PaymentID> = []
        package var claims: Set<ClaimDigest> = []
        package var deadlines: Set<Deadline> = []
        package var documents: Set<DocumentKey> = []
        /// Documents that are only looked at: others may write them meanwhile.
        package var glances: Set<DocumentKey> = []
        /// Merchants that the batch is about; while it lasts, nobody changes their data as a whole.
        package var merchants: Set<MerchantID> = []
        /// Merchants whose data as a whole is asked about, by nobody else meanwhile.
        package var holdings: Set<MerchantID> = []

        package init() {}
    }
}

/// A payment as stored.
package struct PaymentRecord: Hashable, Sendable {
    package var payment: Payment
    /// Hash of its last event: the head of its chain.
    package var head: [UInt8]
    /// Why no command may touch it until a person has looked; nil when all is well.
    package var quarantine: String?
    /// The canonical bytes of its state, while they are at hand.
    private var spelled: [UInt8]?

    package init(payment: Payment, head: [UInt8], quarantine: String? = nil) {
        self.init(payment: payment, head: head, quarantine: quarantine, spelled: nil)
    }

    init(payment: Payment, head: [UInt8], quarantine: String? = nil, spelled: [UInt8]?) {
        self.payment = payment
        self.head = head
        self.quarantine = quarantine
        self.spelled = spelled
    }

    /// The canonical bytes of the state.
    package var stateBytes: [UInt8] { spelled ?? payment.state.canonicalBytes }

    /// To be kept: smaller.
    package var withoutBytes: PaymentRecord { PaymentRecord(payment: payment, head: head, quarantine: quarantine) }

    package static func == (one: PaymentRecord, other: PaymentRecord) -> Bool {
        one.payment == other.payment && one.head == other.head && one.quarantine == other.quarantine
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(payment.id)
        hasher.combine(head)
    }
}

/// A claimed value, spelled as 16 keyed bytes: short, and it tells a thief nothing.
package struct ClaimDigest: Hashable, Sendable {
    /// They compare as the bytes do.
    private let high: UInt64
    private let low: UInt64

    /// Sixteen of them; what a damaged database lacks of them is zero.
    package init(_ bytes: [UInt8]) {
        high = Self.word(bytes.prefix(8))
        low = Self.word(bytes.dropFirst(8).prefix(8))
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) } << UInt64(8 * (8 - bytes.count))
    }

    package var bytes: [UInt8] { withUnsafeBytes(of: (high.bigEndian, low.bigEndian), Array.init) }

    package func hash(into hasher: inout Hasher) { hasher.combine(high) }
}

extension ClaimDigest: Comparable {
    package static func < (one: ClaimDigest, other: ClaimDigest) -> Bool {
        one.high == other.high ? one.low < other.low : one.high < other.high
    }
}

/// What a claim holds (I5).
package struct ClaimRecord: Hashable, Sendable {
    package let merchant: MerchantID
    package let fingerprint: [UInt8]
    /// Free again from then on, by the merchant's clock; nil never.
    package let expiresAt: Instant?
    package let outcome: Outcome

    package init(merchant: MerchantID, fingerprint: [UInt8], expiresAt: Instant?, outcome: Outcome) {
        self.merchant = merchant
        self.fingerprint = fingerprint
        self.expiresAt = expiresAt
        self.outcome = outcome
    }

    package enum Outcome: Hashable, Sendable {
        case accepted(DecisionPlace)
        case refused(Refusal)
        /// A wire's own answer to a malformed request.
        case answer([UInt8])
    }
}

package enum WriterKind {}
/// Whoever writes batches, each its own chain of them: a node, for as long as its process lives.
package typealias WriterID = Identifier<WriterKind>

extension WriterID {
    /// Of a store with one writer, whoever it is.
    package static let only = WriterID(high: 0, low: 0)
}

/// The end of a batch: its number and the digest that seals its events to all that its writer wrote before.
package struct BatchSeal: Hashable, Sendable {
    package let number: Int64
    package let digest: [UInt8]

    package init(number: Int64, digest: [UInt8]) {
        self.number = number
        self.digest = digest
    }

    /// The seal of the batch after this one, when it has no events.
    package var nextWithoutEvents: BatchSeal { EventChain.seal([], after: self) }

    /// Before the first batch of a store with one writer.
    package static let first = first(of: .only)

    /// Before the first batch of a writer: its name, so that no batch can be passed off as another's.
    package static func first(of writer: WriterID) -> BatchSeal {
        BatchSeal(number: 0, digest: writer.bytes + [UInt8](repeating: 0, count: 16))
    }
}
