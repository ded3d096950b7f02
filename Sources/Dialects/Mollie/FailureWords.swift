import Ledger
import PaymentCore

/// Why a card payment failed, in Mollie's words, and the amounts that ask for each in test mode.
/// Source: wire/mollie.md §3.2 and §11.
enum FailureWords {
    /// Whole euros on a card, with "failed" picked. Each word stands for the reason beside it.
    private static let triggers: [(euros: Int64, word: String, reason: FailureReason)] = [
        (1_001, "invalid_card_number", .cardInvalid),
        (1_002, "invalid_cvv", .securityCodeInvalid),
        (1_003, "invalid_card_holder_name", .cardInvalid),
        (1_004, "card_expired", .cardExpired),
        (1_005, "invalid_card_type", .cardInvalid),
        (1_006, "refused_by_issuer", .declined),
        (1_007, "insufficient_funds", .insufficientFunds),
        (1_008, "inactive_card", .cardBlocked),
        (1_009, "possible_fraud", .suspectedFraud),
        (1_010, "authentication_failed", .authenticationFailed),
        (1_011, "card_declined", .declined),
    ]

    static func reason(forAmount amount: Money, method: String) -> FailureReason? {
        trigger(amount, method)?.reason
    }

    /// The `failureReason` of a failed card payment.
    static func word(for reason: FailureReason, amount: Money, method: String) -> String {
        if let trigger = trigger(amount, method), trigger.reason == reason { return trigger.word }
        switch reason {
        case .declined: return "card_declined"
        case .insufficientFunds: return "insufficient_funds"
        case .cardBlocked: return "inactive_card"
        case .cardExpired: return "card_expired"
        case .cardInvalid: return "invalid_card_number"
        case .securityCodeInvalid: return "invalid_cvv"
        case .suspectedFraud: return "possible_fraud"
        case .authenticationFailed: return "authentication_failed"
        case .authenticationAbandoned: return "authentication_abandoned"
        case .payerDeclined: return "card_declined"
        case .payerCanceled, .merchantCanceled, .technical: return "unknown_reason"
        }
    }

    private static func trigger(
        _ amount: Money, _ method: String
    ) -> (euros: Int64, word: String, reason: FailureReason)? {
        guard method == "creditcard", amount.currency.code == "EUR" else { return nil }
        return triggers.first { $0.euros * 100 == amount.minorUnits }
    }
}
