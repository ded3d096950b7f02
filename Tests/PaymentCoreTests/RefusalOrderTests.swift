import Ledger
import PaymentCore
import TestWorld
import Testing

/// The order of `Refusal`'s cases is the order of the checks.
@Suite("What is refused first")
struct RefusalOrderTests {
    @Test(
        "what comes first when several apply: existence, state, room, amount; and of amounts the currency",
        arguments: RefusalCase.first)
    func first(_ row: RefusalCase) throws {
        try row.check()
    }
}

extension RefusalCase {
    /// `.sek(0)` is wrong in every way an amount can be.
    static let first: [RefusalCase] = [
        .init("existence before state: a birth over an ended payment", .create(.sek(0)), .paymentExists) {
            let story = try Story(requested: .nok(500_00))
            try story.tell(.withdraw)
            return story
        },
        .init("ended before amount", .capture(.sek(0)), .ended(.abandoned)) {
            let story = try Story(requested: .nok(500_00))
            try story.tell(.abandon)
            return story
        },
        .init("not authorized before amount", .capture(.sek(0)), .notAuthorized) { try Story(requested: .nok(500_00)) },
        .init("authorized before pending", .authorize(), .alreadyAuthorized) {
            try hold(.capture(.nok(1))) { $0.captureTakes = .days(1) }
        },
        .init("closed before the window", .capture(.sek(0)), .closed(.captured)) { try late(.capture(nil)) },
        .init("the window before automatic", .capture(.sek(0)), .captureWindowClosed(at: Story.start + .days(7))) {
            let story = try failedAutomatic { $0.captureWindow = .days(7) }
            story.wait(.days(8))
            return story
        },
        .init("automatic before the number of captures", .capture(.sek(0)), .captureIsAutomatic) {
            let terms = Terms {
                $0.capture = .automatic(after: .zero)
                $0.capturesAllowed = .one
            }
            return try Story(authorized: .nok(500_00), terms, rail: .connector)
        },
        .init("final before the number of captures", .capture(.sek(0)), .finalCaptureMade) {
            try hold(.capture(.nok(1), final: true)) {
                $0.captureTakes = .days(1)
                $0.capturesAllowed = .one
            }
        },
        .init("the number of captures before room", .capture(.sek(0)), .captureLimitReached) {
            let story = try hold(.capture(.nok(1))) {
                $0.capturesAllowed = .one
                $0.voidTakes = .days(1)
            }
            for _ in 1...Payment.pendingLimit { try story.void(.part(.nok(1))) }
            return story
        },
        .init(
            "the window before room and amount, refund", .refund(.sek(0)),
            .refundWindowClosed(at: Story.start + .days(9))
        ) {
            try late(.capture(nil)) { $0.refundWindow = .days(9) }
        },
        .init("nothing captured before the window, refund", .refund(.sek(0)), .nothingCaptured) {
            try late { $0.refundWindow = .days(9) }
        },
        .init("the window before amount, void", .void(.part(.sek(0))), .captureWindowClosed(at: Story.start + .days(7)))
        {
            try late { $0.deadline = .freezes }
        },
        .init("room before amount, capture", .capture(.sek(0)), full) { try fullHold() },
        .init("room before amount, void", .void(.part(.sek(0))), full) { try fullHold() },
        .init("room before amount, refund", .refund(.sek(0)), full) {
            let story = try hold(.capture(nil)) { $0.refundTakes = .days(1) }
            for _ in 1...Payment.pendingLimit { try story.refund(.nok(1)) }
            return story
        },
        .init("room before amount, increment", .increment(.sek(0)), full) {
            try fullHold { $0.incrementsAllowed = true }
        },
        .init("currency before nothing, capture", .capture(.sek(0)), .currencyMismatch(expected: .nok)) { try hold() },
        .init("currency before too much, capture", .capture(.sek(501_00)), .currencyMismatch(expected: .nok)) {
            try hold()
        },
        .init("currency before nothing, void", .void(.part(.sek(0))), .currencyMismatch(expected: .nok)) { try hold() },
        .init("currency before too much, refund", .refund(.sek(501_00)), .currencyMismatch(expected: .nok)) {
            try hold(.capture(nil))
        },
        .init("currency before the limit, increment", .increment(.sek(Money.limit)), .currencyMismatch(expected: .nok))
        {
            try hold { $0.incrementsAllowed = true }
        },
        .init(
            "too much before a part, capture", .capture(.nok(401_00)),
            .exceedsCapturable(requested: .nok(401_00), capturable: .nok(400_00))
        ) { try hold(.capture(.nok(100_00))) { $0.capturesAllowed = .onePartial } },
        .init("closed before captured, void", .void(.all), .closed(.captured)) { try hold(.capture(nil)) },
        .init("captured before room, void", .void(.all), .alreadyCaptured) { try fullHold() },
        .init("nothing captured before room and amount, refund", .refund(.sek(0)), .nothingCaptured) { try fullHold() },
        .init("closed before the terms, increment", .increment(.sek(0)), .closed(.voided)) { try hold(.void(.all)) },
        .init("the terms before amount, increment", .increment(.sek(0)), .incrementNotAllowed) { try hold() },
        .init("closed before room, reverse", .reverse(), .closed(.captured)) {
            let story = try Story(authorized: .nok(100), Terms { $0.refundTakes = .days(1) })
            try story.capture()
            for _ in 1...Payment.pendingLimit { try story.refund(.nok(1)) }
            return story
        },
        .init("closed before due, timers", .lapse, .closed(.voided)) {
            try hold(.void(.all)) { $0.holdGuaranteed = .zero }
        },
        .init("nothing before repeated, refund", .refund(nil), .amountNotPositive) {
            try hold(.capture(nil), .refund(nil)) {
                $0.refundTakes = .days(1)
                $0.equalRefundsApart = .days(1)
            }
        },
        .init("repeated before too much, refund", .refund(.nok(300_00)), .refundRepeated) {
            try hold(.capture(nil), .refund(.nok(300_00))) {
                $0.refundTakes = .days(1)
                $0.equalRefundsApart = .days(1)
            }
        },
        .init("pending before dispatched, call back", .callBack(unknownOperation), .operationNotPending) { try hold() },
        .init("pending before due, outcome", .resolve(unknownOperation, nil), .operationNotPending) { try hold() },
    ]
}
