import Ledger
import PaymentCore

/// The console's words for where payments stand and what happens to them: the core's, as people say them.
enum Words {
    static func phase(_ phase: Payment.Phase) -> String {
        switch phase {
        case .open: "Open"
        case .withdrawn: "Withdrawn"
        case .declined: "Declined"
        case .abandoned: "Abandoned"
        case .authorized: "Authorized"
        case .partiallyCaptured: "Partly captured"
        case .captured: "Captured"
        case .voided: "Voided"
        case .expired: "Expired"
        }
    }

    /// What colour a chip has: `wait`, `hold`, `good`, `off`, `bad`.
    static func tone(_ phase: Payment.Phase) -> String {
        switch phase {
        case .open: "wait"
        case .authorized, .partiallyCaptured: "hold"
        case .captured: "good"
        case .voided, .expired, .withdrawn, .abandoned: "off"
        case .declined: "bad"
        }
    }

    static func account(_ account: LedgerAccount) -> String {
        switch account {
        case .issuerHolds: "Issuer holds"
        case .merchantHolds: "Merchant holds"
        case .receivableFromIssuer: "Receivable from issuer"
        case .payableToMerchant: "Payable to merchant"
        case .settledToMerchant: "Settled to merchant"
        }
    }

    static func reason(_ reason: FailureReason) -> String {
        switch reason {
        case .declined: "declined by the issuer"
        case .insufficientFunds: "insufficient funds"
        case .cardBlocked: "card blocked"
        case .cardExpired: "card expired"
        case .cardInvalid: "card invalid"
        case .securityCodeInvalid: "wrong security code"
        case .suspectedFraud: "suspected fraud"
        case .authenticationFailed: "authentication failed"
        case .authenticationAbandoned: "authentication abandoned"
        case .payerDeclined: "the payer said no"
        case .payerCanceled: "the payer turned back"
        case .merchantCanceled: "called back by the merchant"
        case .technical: "technical failure"
        }
    }

    /// What will happen when a deadline is due.
    static func deadline(_ kind: Deadline.Kind) -> (title: String, text: String) {
        switch kind {
        case .dispatch: ("On its way", "The pending operation can be called back no longer.")
        case .answer: ("The issuer answers", "The pending operation succeeds or fails.")
        case .captureAutomatically: ("Automatic capture", "All that is left of the hold is captured.")
        case .releaseRemainder: ("The rest goes back", "What the capture left over is released to the payer.")
        case .lapse: ("The guarantee ends", "The issuer no longer guarantees the hold. No amount changes.")
        case .expire: ("The capture window closes", "What is left of the hold is released to the payer.")
        case .abandon: ("The payer runs out of time", "The payment ends without an authorization.")
        case .warnOfLapse: ("Warning before the guarantee ends", "The merchant is told that the hold lapses soon.")
        case .settle: ("Settlement", "What is payable is paid out to the merchant.")
        }
    }

    static func order(_ order: Operation.Order) -> String {
        switch order {
        case .authorize: "Authorization"
        case .capture(_, let traits): traits.contains(.automatic) ? "Automatic capture" : "Capture"
        case .void: "Void"
        case .refund: "Refund"
        case .reverse: "Reversal"
        case .increment: "Increment"
        case .reauthorize: "New request to the issuer"
        }
    }

    /// A heading for an event, and what else there is to say.
    static func event(_ event: Event) -> (title: String, text: String?, tone: String) {
        switch event.fact {
        case .created: ("Created", nil, "wait")
        case .amended: ("Details changed", nil, "off")
        case .withdrawn: ("Withdrawn", "The merchant took it back before it was authorized.", "off")
        case .declined(let reason, let ends):
            ("Declined", Self.reason(reason) + (ends ? "" : "; another attempt may follow"), "bad")
        case .abandoned: ("Abandoned", "The payer never answered.", "off")
        case .operation(let operation): Self.operation(operation)
        case .dispatched: ("On its way", "It can be called back no longer.", "off")
        case .lapsed: ("Guarantee ended", "The issuer no longer guarantees the hold.", "wait")
        case .lapsing(let at): ("Guarantee ends soon", "On \(Show.instant(at)).", "wait")
        case .settled(_, let net):
            (net >= 0 ? "Settled" : "Taken back in a settlement", nil, "good")
        case .instructed: ("The issuer's answers were set", "By whoever plays the payer.", "off")
        case .expired: ("Expired", "The capture window closed; the rest of the hold went back.", "off")
        case .remainderReleased: ("Rest released", "What the capture left over went back.", "off")
        }
    }

    private static func operation(_ operation: Operation) -> (title: String, text: String?, tone: String) {
        let name = order(operation.order)
        switch operation.state {
        case .pending: return (name + " pending", nil, "wait")
        case .failed(let reason): return (name + " failed", Self.reason(reason), "bad")
        case .succeeded:
            switch operation.order {
            case .authorize: return ("Authorized", nil, "hold")
            case .capture(_, let traits):
                let final = traits.contains(.final) ? "The last capture: the rest of the hold goes back." : nil
                return (
                    traits.contains(.automatic) ? "Captured automatically" : "Captured",
                    traits.contains(.overdrawn) ? "The bank paid although the funds were gone." : final, "good"
                )
            case .void: return ("Voided", nil, "off")
            case .refund: return ("Refunded", nil, "bad")
            case .reverse: return ("Reversed", "What was not captured was released, what was captured refunded.", "bad")
            case .increment: return ("Increased", nil, "hold")
            case .reauthorize: return ("Authorized anew", nil, "hold")
            }
        }
    }

    /// What an event moved, where it moved something.
    static func amount(_ event: Event, of payment: Payment) -> String? {
        switch event.fact {
        case .created(let birth, _): Show.money(birth.requested)
        case .operation(let operation): Show.money(operation.order.amount)
        case .expired(let money), .remainderReleased(let money): Show.money(money)
        case .settled(_, let net): "\(payment.currency.code) \(Show.signed(net, payment.currency))"
        case .amended, .withdrawn, .declined, .abandoned, .dispatched, .lapsed, .lapsing, .instructed: nil
        }
    }

    /// Why the domain says no, in our own words.
    static func refusal(_ refusal: Refusal) -> String {
        switch refusal {
        case .keyReused: "This form was sent before, with other contents."
        case .referenceTaken: "Another payment has this reference."
        case .paymentUnknown: "This merchant has no such payment."
        case .paymentExists: "There is such a payment already."
        case .amendedMeanwhile: "The payment was changed meanwhile."
        case .ended(.withdrawn): "The payment was withdrawn."
        case .ended(.declined): "The payment was declined."
        case .ended(.abandoned): "The payer never answered, and the payment has ended."
        case .notAuthorized: "The payer has not approved the payment yet."
        case .alreadyAuthorized: "The payment is authorized already."
        case .authorizationPending: "An authorization is on its way."
        case .closed(.captured): "Everything that was held has been captured."
        case .closed(.voided): "What was held has been released."
        case .closed(.expired): "What was held went back when its time was over."
        case .captureWindowClosed(let at): "Captures were accepted until \(Show.instant(at))."
        case .captureIsAutomatic: "This payment is captured automatically."
        case .finalCaptureMade: "A final capture was made; no other may follow."
        case .captureLimitReached: "This payment takes one capture only."
        case .alreadyCaptured: "Something has been captured already."
        case .nothingCaptured: "Nothing has been captured yet."
        case .refundWindowClosed(let at): "Refunds were accepted until \(Show.instant(at))."
        case .incrementNotAllowed: "This authorization cannot be increased."
        case .operationNotPending: "The operation is not pending any more."
        case .operationDispatched: "The operation can be called back no longer."
        case .tooManyPending(let limit): "\(limit) operations are pending; wait for them."
        case .notDue: "It is not time for that."
        case .currencyMismatch(let expected): "The payment is in \(expected.code)."
        case .amountNotPositive: "There is nothing left of it."
        case .exceedsLimit: "The amount is larger than any may be."
        case .exceedsCapturable(_, let left): "\(Show.money(left)) can be captured or released."
        case .partialCaptureNotAllowed(let left): "It takes all that is left: \(Show.money(left))."
        case .refundRepeated: "The same amount was refunded a moment ago."
        case .exceedsRefundable(_, let left): "\(Show.money(left)) can be refunded."
        }
    }
}
