/// What was agreed about one payment, as data: the rules in `decide` read these, no PSP is asked.
package struct Terms: Hashable, Sendable {
    package var capture: CaptureTrigger = .manual
    /// Where the capture comes by itself, no other is taken, also while it is not due yet. Says nothing of a manual one.
    package var automaticCaptureOnly = false
    package var capturesAllowed: CapturesAllowed = .many
    /// What a successful partial capture does to the rest of the hold.
    package var remainder: Remainder = .keeps
    /// How long the issuer guarantees the hold, from the authorization. Visa 7 days, Mastercard 30. Nil: as long as
    /// captures are accepted.
    package var holdGuaranteed: Interval?
    /// How long captures are accepted, from the authorization. Nil: without end.
    package var captureWindow: Interval?
    /// What happens when the capture window closes.
    package var deadline: Deadline = .voids
    /// How long the payer has to act. Nil: without end.
    package var openFor: Interval?
    /// Whether a declined attempt ends the payment, or lets the payer try again.
    package var declineEnds = false
    package var incrementsAllowed = false
    /// Whether increments are allowed until the first capture only.
    package var incrementsEndWithCapture = false
    /// How long the simulated issuer takes to answer. Nil: it answers within the decision.
    package var captureTakes: Interval?
    package var voidTakes: Interval?
    package var refundTakes: Interval?
    /// How long the merchant may call a refund back before it is sent on its way. Nil: never.
    package var refundCancelableFor: Interval?
    /// How long refunds are accepted, from the authorization. Nil: without end.
    package var refundWindow: Interval?
    /// A second refund of the same amount within this time is taken for a mistake. Nil: it is not.
    package var equalRefundsApart: Interval?
    /// How long before the guarantee of the hold runs out the merchant is warned. Nil: not at all.
    package var lapseWarning: Interval?
    /// How often what is payable is settled, counted from 1970-01-01T00:00:00Z; a day settles at midnight. Nil: elsewhere.
    package var settlesEvery: Interval?

    package init() {}

    package enum CaptureTrigger: Hashable, Sendable {
        /// The merchant says when.
        case manual
        /// All of it, this long after the authorization; zero is at once.
        case automatic(after: Interval)
        /// All of it at that instant; at once when the authorization comes later.
        case automaticAt(Instant)

        /// When the capture comes by itself, of what was authorized at `authorizedAt`. Nil: never.
        func due(authorizedAt: Instant) -> Instant? {
            switch self {
            case .manual: nil
            case .automatic(let delay): authorizedAt + delay
            case .automaticAt(let instant): max(instant, authorizedAt)
            }
        }
    }

    package enum CapturesAllowed: UInt8, Hashable, Sendable {
        /// One capture, of all or of a part.
        case one
        /// One partial capture at most; another capture must take all that is left.
        case onePartial
        case many
        /// Each capture must take all that is left.
        case whole
    }

    package enum Remainder: Hashable, Sendable {
        case keeps
        case releases
        case releasesAfter(Interval)
        /// The issuer lets go of the rest this long after the first capture it is the rest of. No amount changes: a later
        /// capture asks the issuer anew, which pays as long as the scheme guarantees it.
        case lapsesAfter(Interval)
    }

    package enum Deadline: UInt8, Hashable, Sendable {
        /// What is left of the hold is released by a timer.
        case voids
        /// Nothing moves; captures are refused.
        case refuses
        /// Nothing moves; captures and voids are refused.
        case freezes
    }
}

/// Who answers for the issuer.
package enum Rail: UInt8, Hashable, Sendable {
    /// The sandbox: the issuer script answers inside `decide`.
    case simulated
    /// A real PSP: the operation stays pending until `resolve` brings its answer.
    case connector
}
