import DialectKit
import Ledger
import PaymentCore

/// `POST /payments`, read and checked.
struct PaymentRequest {
    let amount: Money
    let details: OwnDetails
    let terms: Terms

    private enum Capture: String, CaseIterable { case manual, automatic }
    private enum Remainder: String, CaseIterable { case keep, release }

    /// How long captures are accepted unless the shop says otherwise.
    static let captureWindow = Interval.days(180)
    static let openFor = Interval.minutes(60)

    static let example = "{\"amount\": {\"value\": 1000, \"currency\": \"EUR\"}}"

    init(_ body: Body) throws(Problem) {
        try body.mustOnlyHave(
            ["amount", "capture", "captureAfter", "captureWindow", "holdGuaranteed", "openFor", "remainder"]
                + OwnDetails.members)
        guard let amount = try body.amount("amount") else {
            throw .malformed("Say how much: \(Self.example)", field: "amount")
        }
        self.amount = amount
        details = try OwnDetails(body)
        var terms = Terms()
        switch try body.word("capture", Capture.self) ?? .manual {
        case .manual:
            if body.has("captureAfter") {
                throw .malformed("captureAfter goes with \"capture\": \"automatic\"", field: "captureAfter")
            }
        case .automatic: terms.capture = .automatic(after: try body.duration("captureAfter") ?? .zero)
        }
        switch try body.word("remainder", Remainder.self) ?? .keep {
        case .keep: terms.remainder = .keeps
        case .release: terms.remainder = .releases
        }
        terms.captureWindow = try body.duration("captureWindow") ?? Self.captureWindow
        terms.holdGuaranteed = try body.duration("holdGuaranteed")
        terms.openFor = try body.duration("openFor") ?? Self.openFor
        terms.incrementsAllowed = true
        self.terms = terms
    }
}
