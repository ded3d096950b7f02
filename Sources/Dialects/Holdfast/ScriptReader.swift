import DialectKit
import PaymentCore

/// What the payer's bank will answer, as JSON: `{"capture": "insufficientFunds", "afterLapse": "overdraw"}`.
enum ScriptReader {
    private static let members = [
        "authorization", "capture", "refund", "void", "increment", "afterLapse", "lapseReason", "unusableAfter",
        "unusableReason",
    ]

    private enum AfterLapse: String, CaseIterable { case reauthorize, overdraw, refuse }

    /// `unusableAfter` counts from `now`, the payment's last event.
    static func read(_ json: JSON, field: String, from now: Instant) throws(Problem) -> IssuerScript {
        guard let members = json.object else {
            throw .malformed("\(field) is an object: {\"capture\": \"insufficientFunds\"}", field: field)
        }
        let body = Body(members)
        try body.mustOnlyHave(Self.members)
        var script = IssuerScript()
        script.declinesAuthorization = try body.reason("authorization")
        script.failsCapture = try body.reason("capture")
        script.failsRefund = try body.reason("refund")
        script.failsVoid = try body.reason("void")
        script.failsIncrement = try body.reason("increment")
        switch try body.word("afterLapse", AfterLapse.self) {
        case .reauthorize, nil: script.afterLapse = .reauthorizes
        case .overdraw: script.afterLapse = .overdraws
        case .refuse: script.afterLapse = .refuses(try body.reason("lapseReason") ?? .insufficientFunds)
        }
        if let after = try body.duration("unusableAfter") {
            script.unusable = .init(from: now + after, reason: try body.reason("unusableReason") ?? .cardBlocked)
        }
        return script
    }
}

extension Body {
    func reason(_ name: String) throws(Problem) -> FailureReason? {
        guard has(name) else { return nil }
        guard let reason = text(name).flatMap({ ReasonWord.read($0) }) else {
            throw .malformed("\(name) is one of \(ReasonWord.all.joined(separator: ", "))", field: name)
        }
        return reason
    }
}
