package import PaymentCore

extension FailureReason {
    /// The bank's no to an attempt, not the payer's to the payment.
    package var isIssuers: Bool {
        switch self {
        case .payerDeclined, .payerCanceled, .merchantCanceled, .authenticationAbandoned: false
        case .declined, .insufficientFunds, .cardBlocked, .cardExpired, .cardInvalid, .securityCodeInvalid,
            .suspectedFraud, .authenticationFailed, .technical:
            true
        }
    }
}
