import DialectKit
package import PaymentCore

/// What goes wrong, on demand.
package enum FaultEffect: Hashable, Sendable {
    case request(RequestFault)
    case webhook(WebhookFault)

    package var target: Target {
        switch self {
        case .request: .request
        case .webhook: .webhook
        }
    }

    /// What is struck. `delay` is an effect of both.
    package enum Target: String, CaseIterable, Sendable {
        case request, webhook
    }
}

/// What happens to a request or its answer.
package enum RequestFault: Hashable, Sendable {
    /// Committed; then the connection is dropped.
    case loseAnswer
    /// Nothing committed, and the connection dropped.
    case dropBefore
    /// Answered with that status; nothing done.
    case status(Int)
    /// Committed; then answered with that status.
    case statusAfterCommit(Int)
    /// Committed; the answer comes that much later.
    case delay(Interval)
    /// Committed; the answer's body comes in pieces over that time.
    case slowBody(Interval)
}

/// What happens to a webhook.
package enum WebhookFault: Hashable, Sendable {
    /// Arrives twice.
    case duplicate
    /// Arrives after the next one of its endpoint.
    case reorder
    /// Arrives that much later, in real time.
    case delay(Interval)
    /// Arrives with a signature that is wrong.
    case badSignature
    /// Never arrives, and counts as delivered.
    case drop
}

extension FaultEffect {
    /// The longest a fault makes anybody wait, in real time.
    package static let longest = Interval.seconds(60)
    private static let slowBodyDefault = Interval.seconds(5)
    private static let webhookDelayDefault = Interval.seconds(10)

    package static let rule =
        "The effect is loseAnswer, dropBefore, status:503, statusAfterCommit:500, delay:PT2S or slowBody; for webhooks "
        + "duplicate, reorder, delay, badSignature or drop. A status is 400 to 599, a delay PT60S at most"

    /// `loseAnswer`, `status:503`, `delay:PT2S`. Nil when there is no such effect on that target. A delay without a length
    /// is a webhook's; one with a length is a request's, unless the target says otherwise.
    package init?(spelled text: String, on target: Target? = nil) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let word = parts[0]
        let value = parts.count == 2 ? parts[1] : nil
        let effect: FaultEffect?
        switch (word, value) {
        case ("loseAnswer", nil): effect = .request(.loseAnswer)
        case ("dropBefore", nil): effect = .request(.dropBefore)
        case ("status", let value?): effect = Self.status(value).map { .request(.status($0)) }
        case ("statusAfterCommit", let value?): effect = Self.status(value).map { .request(.statusAfterCommit($0)) }
        case ("slowBody", nil): effect = .request(.slowBody(Self.slowBodyDefault))
        case ("slowBody", let value?): effect = Self.interval(value).map { .request(.slowBody($0)) }
        case ("delay", nil): effect = .webhook(.delay(Self.webhookDelayDefault))
        case ("delay", let value?):
            effect = Self.interval(value).map { target == .webhook ? .webhook(.delay($0)) : .request(.delay($0)) }
        case ("duplicate", nil): effect = .webhook(.duplicate)
        case ("reorder", nil): effect = .webhook(.reorder)
        case ("badSignature", nil): effect = .webhook(.badSignature)
        case ("drop", nil): effect = .webhook(.drop)
        default: effect = nil
        }
        guard let effect, target == nil || target == effect.target else { return nil }
        self = effect
    }

    package var spelled: String {
        switch self {
        case .request(.loseAnswer): "loseAnswer"
        case .request(.dropBefore): "dropBefore"
        case .request(.status(let code)): "status:\(code)"
        case .request(.statusAfterCommit(let code)): "statusAfterCommit:\(code)"
        case .request(.delay(let interval)), .webhook(.delay(let interval)): "delay:\(Self.text(interval))"
        case .request(.slowBody(let interval)): "slowBody:\(Self.text(interval))"
        case .webhook(.duplicate): "duplicate"
        case .webhook(.reorder): "reorder"
        case .webhook(.badSignature): "badSignature"
        case .webhook(.drop): "drop"
        }
    }

    private static func status(_ text: String) -> Int? {
        guard text.utf8.count == 3, let code = Int(text), (400...599).contains(code) else { return nil }
        return code
    }

    private static func interval(_ text: String) -> Interval? {
        guard let milliseconds = DurationSpelling.read(text), milliseconds > 0, milliseconds <= longest.milliseconds
        else { return nil }
        return Interval(milliseconds: milliseconds)
    }

    private static func text(_ interval: Interval) -> String { DurationSpelling.write(interval.milliseconds) }
}
