/// What the payer pays with, and what its issuer will answer.
///
/// Holds nothing that could be charged: a card is a scheme, six and four digits, an expiry and a keyed fingerprint.
package struct Instrument: Hashable, Sendable {
    /// The kind in core words: "card", "invoice", "wallet"; a dialect's method name where it has no better one.
    package var kind: String
    /// "visa", "mastercard", or empty.
    package var scheme: String
    package var script: IssuerScript

    package init(kind: String, scheme: String = "", script: IssuerScript = IssuerScript()) {
        self.kind = kind
        self.scheme = scheme
        self.script = script
    }
}

/// The simulated issuer's answers, as a value: so that `decide` stays a function.
package struct IssuerScript: Hashable, Sendable {
    /// Nil approves.
    package var declinesAuthorization: FailureReason?
    package var failsCapture: FailureReason?
    package var failsRefund: FailureReason?
    package var failsVoid: FailureReason?
    package var failsIncrement: FailureReason?
    /// What a capture meets after the guaranteed hold has lapsed.
    package var afterLapse: AfterLapse = .reauthorizes
    /// From here on the card answers no: blocked or expired between authorization and capture.
    package var unusable: Unusable?

    package init() {}

    package enum AfterLapse: Hashable, Sendable {
        /// A new request to the bank succeeds; the guarantee starts anew.
        case reauthorizes
        /// The bank pays although the funds are gone.
        case overdraws
        case refuses(FailureReason)
    }

    package struct Unusable: Hashable, Sendable {
        package let from: Instant
        package let reason: FailureReason
        package init(from: Instant, reason: FailureReason) {
            self.from = from
            self.reason = reason
        }
    }
}

/// Why an issuer, a payer or a rail said no. A dialect has its own words and codes for each.
package enum FailureReason: UInt8, CaseIterable, Hashable, Sendable {
    case declined
    case insufficientFunds
    case cardBlocked
    case cardExpired
    case cardInvalid
    case securityCodeInvalid
    case suspectedFraud
    case authenticationFailed
    case authenticationAbandoned
    case payerDeclined
    /// The payer turned back on purpose.
    case payerCanceled
    case merchantCanceled
    case technical
}
