import Engine
import Ledger
import PaymentCore
import TestWorld

/// Knows which answers a request may get: those that the books allow at some moment between the request and its answer.
struct Judge {
    private let witness: Witness
    private var keys: [String: Known] = [:]
    private var bodies: [String: Set<String>] = [:]

    /// One request, from when the server took it to when it answered.
    struct Asked {
        let wish: Workload.Wish
        let command: Command
        let account: AccountID
        let merchant: MerchantID
        /// Events of the payment that were durable when it was taken.
        let lengthBefore: Int
        /// The merchant's time then; earlier when the machine's clock was set back since.
        var from: Instant
    }

    /// What a key was first answered with.
    private struct Known {
        let body: String
        let decision: Decision
        /// Not decided before then. Nil when the first answer was lost in a crash.
        let notBefore: Instant?
    }

    init(_ witness: Witness) { self.witness = witness }

    mutating func note(_ asked: Asked) {
        if let key = asked.wish.key { bodies[name(key, asked), default: []].insert(asked.wish.body) }
    }

    /// `until`: the merchant's time when it was answered, at the latest.
    mutating func judge(_ reply: Reply, to asked: Asked, until: Instant) -> String? {
        switch reply {
        case .unavailable: return nil
        case .answer: return "an answer that fits no request"
        case .broken(let broken): return "an invariant broke: \(broken)"
        case .decided(let decision, let isReplayed):
            if let wrong = judgeKey(asked, decision, isReplayed, until: until) { return wrong }
            if isReplayed || decision == .refused(.keyReused) { return nil }
            return judgeFresh(decision, asked, until: until)
        }
    }

    private func name(_ key: String, _ asked: Asked) -> String { "\(asked.account) \(key)" }

    private mutating func judgeKey(
        _ asked: Asked, _ decision: Decision, _ isReplayed: Bool, until: Instant
    ) -> String? {
        guard let key = asked.wish.key else {
            if decision == .refused(.keyReused) { return "a key was reused where there is none" }
            return isReplayed ? "a replay without a key" : nil
        }
        let name = name(key, asked)
        let known = keys[name]
        let stands = known.map { $0.notBefore.map { until < $0 + Workload.retention } ?? false } ?? false
        if decision == .refused(.keyReused) {
            if bodies[name, default: []].count < 2 { return "a key was reused that served one request only" }
            return stands && known?.body == asked.wish.body ? "a key does not know its own request" : nil
        }
        if let known, stands {
            if known.body != asked.wish.body { return "a key served two requests" }
            if !isReplayed { return "a key was decided twice" }
            return decision == known.decision ? nil : "a replay differs from the first answer"
        }
        if let known, known.notBefore == nil, isReplayed, known.body == asked.wish.body, decision != known.decision {
            // Unless its retention was over in between, which shows in a later decision.
            return isLater(decision, than: known.decision) ? remember(name, asked, decision, nil) : "two replays differ"
        }
        return remember(name, asked, decision, isReplayed ? nil : asked.from)
    }

    private func isLater(_ decision: Decision, than known: Decision) -> Bool {
        guard case .accepted(let new) = decision, case .accepted(let old) = known else { return true }
        return new.events[0].at >= old.events[0].at
    }

    private mutating func remember(
        _ name: String, _ asked: Asked, _ decision: Decision, _ notBefore: Instant?
    ) -> String? {
        keys[name] = Known(body: asked.wish.body, decision: decision, notBefore: notBefore)
        return nil
    }

    private func judgeFresh(_ decision: Decision, _ asked: Asked, until: Instant) -> String? {
        let id = asked.wish.payment
        let steps = witness.histories[id, default: []]
        switch decision {
        case .refused(let refusal):
            if asked.wish.isForeign { return refusal == .paymentUnknown ? nil : "a stranger was told \(refusal)" }
            // Any state between the request and the answer may have been the one that refused.
            let states = (asked.lengthBefore...steps.count).map { $0 == 0 ? nil : steps[$0 - 1].books }
            let isExplained = states.contains { books in
                guard books?.explains(refusal, of: asked.command) ?? true else { return false }
                return [asked.from, until].contains { Books.allows(asked.command, books, at: $0) != .accepted }
            }
            return isExplained ? nil : "\(asked.command) was refused with \(refusal), the books know no reason"
        case .accepted(let acceptance):
            if asked.wish.isForeign { return "a payment of another account was touched" }
            guard let first = acceptance.events.first, first.sequence > asked.lengthBefore else {
                return "an answer tells what had happened before it was asked"
            }
            let last = first.sequence + acceptance.events.count - 1
            guard last <= steps.count, steps[(first.sequence - 1)..<last].map(\.event) == acceptance.events else {
                return "an answer left before its batch was durable"
            }
            let before = first.sequence == 1 ? nil : steps[first.sequence - 2].books
            if Books.allows(asked.command, before, at: first.at) == .refused {
                return "\(asked.command) was accepted, the books forbid it"
            }
            return steps[last - 1].books.agrees(with: acceptance.payment)
                ? nil : "the answer's amounts are not those of the books"
        }
    }
}

extension Books {
    /// The same where there may be no payment yet.
    static func allows(_ command: Command, _ books: Books?, at now: Instant) -> Verdict {
        guard let books else {
            if case .create = command { return .accepted }
            return .refused
        }
        return books.verdict(on: command, at: Int(now.milliseconds))
    }
}
