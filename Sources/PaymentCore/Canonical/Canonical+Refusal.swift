import Ledger

/// Refusals are kept under their idempotency key, so they have a spelling too. Numbers are never reused.
extension Refusal: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        switch self {
        case .keyReused: writer.byte(1)
        case .referenceTaken: writer.byte(2)
        case .paymentUnknown: writer.byte(3)
        case .paymentExists: writer.byte(4)
        case .ended(let cause):
            writer.byte(5)
            writer.value(Payment.Ending(at: Instant(milliseconds: 0), cause: cause))
        case .notAuthorized: writer.byte(6)
        case .alreadyAuthorized: writer.byte(7)
        case .authorizationPending: writer.byte(8)
        case .captureWindowClosed(let at):
            writer.byte(9)
            writer.value(at)
        case .closed(let cause):
            writer.byte(10)
            writer.byte(cause.rawValue)
        case .captureIsAutomatic: writer.byte(11)
        case .finalCaptureMade: writer.byte(12)
        case .captureLimitReached: writer.byte(13)
        case .alreadyCaptured: writer.byte(14)
        case .nothingCaptured: writer.byte(15)
        case .incrementNotAllowed: writer.byte(16)
        case .operationNotPending: writer.byte(17)
        case .tooManyPending(let limit):
            writer.byte(18)
            writer.unsigned(UInt64(limit))
        case .notDue: writer.byte(19)
        case .currencyMismatch(let expected):
            writer.byte(20)
            writer.value(expected)
        case .amountNotPositive: writer.byte(21)
        case .exceedsLimit: writer.byte(22)
        case .exceedsCapturable(let requested, let capturable):
            writer.byte(23)
            writer.value(requested)
            writer.value(capturable)
        case .partialCaptureNotAllowed(let capturable):
            writer.byte(24)
            writer.value(capturable)
        case .exceedsRefundable(let requested, let refundable):
            writer.byte(25)
            writer.value(requested)
            writer.value(refundable)
        case .operationDispatched: writer.byte(26)
        case .refundRepeated: writer.byte(27)
        case .amendedMeanwhile: writer.byte(28)
        case .refundWindowClosed(let at):
            writer.byte(29)
            writer.value(at)
        }
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        switch try reader.byte() {
        case 1: self = .keyReused
        case 2: self = .referenceTaken
        case 3: self = .paymentUnknown
        case 4: self = .paymentExists
        case 5:
            let ending: Payment.Ending = try reader.value()
            guard ending.at.milliseconds == 0 else { throw CorruptRecord("a refusal tells no instant of the ending") }
            self = .ended(ending.cause)
        case 6: self = .notAuthorized
        case 7: self = .alreadyAuthorized
        case 8: self = .authorizationPending
        case 9: self = .captureWindowClosed(at: try reader.value())
        case 10:
            guard let cause = Payment.Closing.Cause(rawValue: try reader.byte()) else {
                throw CorruptRecord("unknown closing")
            }
            self = .closed(cause)
        case 11: self = .captureIsAutomatic
        case 12: self = .finalCaptureMade
        case 13: self = .captureLimitReached
        case 14: self = .alreadyCaptured
        case 15: self = .nothingCaptured
        case 16: self = .incrementNotAllowed
        case 17: self = .operationNotPending
        case 18: self = .tooManyPending(limit: try reader.count(limit: Int.max))
        case 19: self = .notDue
        case 20: self = .currencyMismatch(expected: try reader.value())
        case 21: self = .amountNotPositive
        case 22: self = .exceedsLimit
        case 23: self = .exceedsCapturable(requested: try reader.value(), capturable: try reader.value())
        case 24: self = .partialCaptureNotAllowed(capturable: try reader.value())
        case 25: self = .exceedsRefundable(requested: try reader.value(), refundable: try reader.value())
        case 26: self = .operationDispatched
        case 27: self = .refundRepeated
        case 28: self = .amendedMeanwhile
        case 29: self = .refundWindowClosed(at: try reader.value())
        default: throw CorruptRecord("unknown refusal")
        }
    }
}
