import Engine
import Ledger
import PaymentCore
import TestWorld

/// Keeps the books a second time, from what was answered and what lies in the store, and says what does not fit. Knows
/// nothing of how the engine decides.
struct Auditor {
    private var books: [PaymentID: Books] = [:]
    private var sequences: [PaymentID: Int] = [:]
    private var keys: [String: Known] = [:]
    /// Under which key an operation was asked for, and when each key last began one: one key, one operation.
    private var askedUnder: [OperationID: String] = [:]
    private var begunAt: [String: Int64] = [:]
    private var begun: Set<OperationID> = []

    struct Sent {
        let work: Work
        let command: Command
        let payment: PaymentID
        let key: (name: String, body: String)?
        let isForeign: Bool
        let isDeadline: Bool

        init(work: Work, command: Command, payment: PaymentID, key: (name: String, body: String)?, isForeign: Bool) {
            self.work = work
            self.command = command
            self.payment = payment
            self.key = key
            self.isForeign = isForeign
            isDeadline = false
        }

        init(deadline: Deadline) {
            work = .deadline(deadline)
            command = deadline.command
            payment = deadline.payment
            key = nil
            isForeign = false
            isDeadline = true
        }
    }

    /// What a key was first answered with.
    private struct Known {
        let body: String
        let decision: Decision
        /// Nil when the first answer was lost in a crash: then only later answers are compared.
        let at: Int64?
    }

    /// A shop asks for an operation, under a key or without; each attempt names its operation anew, as dialects do.
    mutating func note(_ operation: OperationID, under key: String?) { askedUnder[operation] = key }

    /// Judges one answer of a batch that is durable, in the order in which it was decided.
    mutating func judge(
        _ sent: Sent, _ reply: WorkReply, at now: Int64, _ store: any PaymentReader, _ workload: Workload
    ) throws -> String? {
        let decision: Decision
        let isReplayed: Bool
        switch reply {
        case .reply(.decided(let decided, let replayed)): (decision, isReplayed) = (decided, replayed)
        case .decidedBefore(let place): (decision, isReplayed) = (.accepted(try store.acceptance(place)), true)
        case .reply(.broken(let broken)): return "an invariant broke: \(broken)"
        case .reply(.answer), .reply(.unavailable), .written, .arrived, .conflict, .data:
            return "an answer that fits no request"
        }
        if let wrong = judgeKey(sent, decision, isReplayed, at: now) { return wrong }
        guard !isReplayed, decision != .refused(.keyReused) else { return nil }
        return judgeFresh(sent, decision, at: now, workload)
    }

    private mutating func judgeKey(_ sent: Sent, _ decision: Decision, _ isReplayed: Bool, at now: Int64) -> String? {
        guard let key = sent.key else { return isReplayed ? "a replay without a key" : nil }
        let name = (sent.isForeign ? "foreign " : "") + key.name
        if let known = keys[name], let first = known.at, first + Workload.retention.milliseconds > now {
            if known.body != key.body { return decision == .refused(.keyReused) ? nil : "a key served two requests" }
            guard isReplayed else { return "a key was decided twice" }
            return decision == known.decision ? nil : "a replay differs from the first answer"
        }
        // Its first answer may have been lost in a crash: then a replay tells it now, or the other body was first.
        if decision == .refused(.keyReused) { return nil }
        if let known = keys[name], known.at == nil, isReplayed, known.body == key.body {
            return decision == known.decision ? nil : "two replays of one key differ"
        }
        keys[name] = Known(body: key.body, decision: decision, at: isReplayed ? nil : now)
        return nil
    }

    private mutating func judgeFresh(
        _ sent: Sent, _ decision: Decision, at now: Int64, _ workload: Workload
    ) -> String? {
        switch decision {
        case .refused(let refusal):
            if sent.isDeadline { return nil }
            guard let book = books[sent.payment], !sent.isForeign else { return nil }
            if refusal == .currencyMismatch(expected: .nok) { return "there is one currency here" }
            guard book.explains(refusal, of: sent.command) else {
                return "\(sent.command) was refused with \(refusal), after the hold's end"
            }
            return book.verdict(on: sent.command, at: Int(now)) == .accepted
                ? "\(sent.command) was refused with \(refusal), the books allow it" : nil
        case .accepted(let acceptance):
            if sent.isForeign { return "a payment of another account was touched" }
            if let book = books[sent.payment], !sent.isDeadline,
                book.verdict(on: sent.command, at: Int(now)) == .refused
            {
                return "\(sent.command) was accepted, the books forbid it"
            }
            if let wrong = take(acceptance.events, workload) { return wrong }
            guard let book = books[sent.payment] else { return "an acceptance without a payment" }
            return book.agrees(with: acceptance.payment) ? nil : "the answer's amounts are not those of the books"
        }
    }

    private mutating func take(_ events: [Event], _ workload: Workload) -> String? {
        for event in events {
            let id = event.payment
            guard event.sequence == sequences[id, default: 0] + 1 else {
                return "event \(event.sequence) after \(sequences[id, default: 0])"
            }
            sequences[id] = event.sequence
            if case .created(let birth, _) = event.fact {
                books[id] = Books(
                    requested: Int(birth.requested.minorUnits), terms: workload.agreements[id] ?? .init(),
                    bornAt: Int(event.at.milliseconds))
            }
            if let wrong = begin(event) ?? books[id]?.take(event) { return "payment \(id): \(wrong)" }
        }
        return nil
    }

    /// One key begins one operation within its retention, whatever was lost on the way.
    private mutating func begin(_ event: Event) -> String? {
        guard let operation = event.operation, begun.insert(operation.id).inserted else { return nil }
        guard let key = askedUnder[operation.id] else { return nil }
        if let before = begunAt[key], event.at.milliseconds < before + Workload.retention.milliseconds {
            return "a key began two operations"
        }
        begunAt[key] = event.at.milliseconds
        return nil
    }

    /// After a batch whose answers were lost: takes what did land.
    mutating func catchUp(with store: any PaymentReader, _ workload: Workload) throws -> String? {
        for id in workload.agreements.keys.sorted() {
            let new = try store.events(of: id).dropFirst(sequences[id, default: 0])
            if let wrong = take(Array(new), workload) { return wrong }
        }
        return try compare(with: store)
    }

    /// The store holds what was answered, and nothing else.
    func compare(with store: any PaymentReader) throws -> String? {
        for (id, book) in books {
            guard let payment = try store.payment(id) else { return "a payment was lost" }
            guard payment.state.sequence == sequences[id] else {
                return "the store holds events that nobody was told of"
            }
            guard book.agrees(with: payment) else { return "the stored amounts are not those of the books" }
        }
        return nil
    }

    /// When nothing more will happen by itself: nothing may be left hanging.
    func unfinished(at now: Int) -> String? {
        for (id, book) in books {
            if let wrong = book.unfinished(at: now) { return "payment \(id): \(wrong)" }
        }
        return nil
    }
}
