import Ledger
import PaymentCore

/// What shop, payer and issuer agree on, in the core's terms.
extension PaymentDetails {
    var terms: Terms {
        var terms = Terms()
        terms.openFor = Self.challengeTime
        terms.declineEnds = true
        terms.captureWindow = Self.captureWindow
        terms.deadline = .voids
        terms.capture = !capture ? .manual : captureOn.map { .automaticAt($0) } ?? .automatic(after: .zero)
        // "Manual capture is not allowed if capture is set to true", also while it is not due. Source: the seed.
        terms.automaticCaptureOnly = terms.capture != .manual
        switch platform {
        case .nas:
            // What a capture leaves over stays, unless the capture says that it is the last. Source: wire/checkout.md §6.1.
            terms.capturesAllowed = .many
            terms.remainder = .keeps
            terms.incrementsAllowed = isEstimated
            terms.incrementsEndWithCapture = true
        case .classic:
            // "You can only make one partial capture per payment." Source: the seed.
            terms.capturesAllowed = .one
            terms.remainder = .releases
        }
        return terms
    }

    /// The payer's yes, with what their issuer will answer.
    func approval(wishing wish: IssuerScript = IssuerScript()) -> Approval {
        var script = wish
        let answers = source.card.answers
        if script.declinesAuthorization == nil { script.declinesAuthorization = decline?.reason }
        if answers.neitherCapturesNorVoids {
            script.failsCapture = .technical
            script.failsVoid = .technical
        }
        if let code = answers.incrementDecline { script.failsIncrement = code.reason }
        let instrument = Instrument(kind: "card", scheme: source.card.scheme.coreWord, script: script)
        return Approval(instrument: instrument, terms: terms)
    }

    /// What the issuer grants when it is less than was asked for: of these two amounts half, of any other all.
    /// Source: wire/checkout.md §10, "Partial authorisation".
    func granted(of amount: Money, takesPart: Bool) -> Money? {
        let isHalved = amount.minorUnits == 1_000 || amount.minorUnits == 10_000
        guard takesPart, source.card.answers.grantsHalf, isHalved, decline == nil else { return nil }
        return Money(minorUnits: amount.minorUnits / 2, currency: amount.currency)
    }
}
