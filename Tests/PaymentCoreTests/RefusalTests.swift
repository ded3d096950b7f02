import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("Refusals")
struct RefusalTests {
    @Test("every refusal, and nothing is written", arguments: RefusalCase.one)
    func refusal(_ row: RefusalCase) throws {
        try row.check()
    }

    @Test("every refusal that decide can give has its row")
    func complete() {
        let rows = Set(RefusalCase.one.map(\.expected.name))
        let missing = Set(RefusalName.allCases).subtracting(RefusalName.ofTheEngine).subtracting(rows)
        #expect(missing.isEmpty, "no row for \(missing)")
        #expect(rows.isDisjoint(with: RefusalName.ofTheEngine))
    }
}

extension RefusalCase {
    static let one: [RefusalCase] = [
        .init("a payment that was never created", .capture(nil), .paymentUnknown) { Story(unborn: .nok) },
        .init("a second birth", .create(.nok(500_00)), .paymentExists) { try Story(requested: .nok(500_00)) },
        .init("details over others than are kept", .amend(.none, over: 2), .amendedMeanwhile) {
            try Story(requested: .nok(500_00))
        },
        .init("the payer's yes after the merchant took the payment back", .authorize(), .ended(.withdrawn)) {
            let story = try Story(requested: .nok(500_00))
            try story.tell(.withdraw)
            return story
        },
        .init("a capture before the authorization", .capture(nil), .notAuthorized) {
            try Story(requested: .nok(500_00))
        },
        .init("a second authorization", .authorize(), .alreadyAuthorized) { try hold() },
        .init("a second attempt while the first waits for the PSP", .authorize(), .authorizationPending) {
            let story = try Story(requested: .nok(500_00), rail: .connector)
            try story.authorize()
            return story
        },
        .init("a capture after a void", .capture(nil), .closed(.voided)) { try hold(.void(.all)) },
        .init(
            "a capture after its window", .capture(nil), .captureWindowClosed(at: Story.start + .days(7))
        ) { try late() },
        .init("a capture by hand where the terms capture at once", .capture(nil), .captureIsAutomatic) {
            try failedAutomatic()
        },
        .init("a capture after the final one began", .capture(nil), .finalCaptureMade) {
            try hold(.capture(.nok(1), final: true)) { $0.captureTakes = .days(1) }
        },
        .init("a second capture where the terms allow one", .capture(nil), .captureLimitReached) {
            try hold(.capture(.nok(1))) { $0.capturesAllowed = .one }
        },
        .init("a void of all after a capture", .void(.all), .alreadyCaptured) { try hold(.capture(.nok(1))) },
        .init("a refund of what is only held", .refund(nil), .nothingCaptured) { try hold() },
        .init(
            "a refund after its window", .refund(nil), .refundWindowClosed(at: Story.start + .days(9))
        ) { try late(.capture(nil)) { $0.refundWindow = .days(9) } },
        .init("an increment that the terms do not know", .increment(.nok(1)), .incrementNotAllowed) { try hold() },
        .init("the outcome of nothing that is pending", .resolve(unknownOperation, .succeeded), .operationNotPending) {
            try hold()
        },
        .init("one more than a hundred pending operations", .capture(.nok(1)), full) { try fullHold() },
        .init("a timer before its time", .lapse, .notDue) { try hold { $0.holdGuaranteed = .days(7) } },
        .init("a capture in another currency", .capture(.sek(1)), .currencyMismatch(expected: .nok)) { try hold() },
        .init("a capture of nothing", .capture(.nok(0)), .amountNotPositive) { try hold() },
        .init("an increment beyond all limits", .increment(.nok(Money.limit)), .exceedsLimit) {
            try hold { $0.incrementsAllowed = true }
        },
        .init(
            "a capture beyond the hold", .capture(.nok(501_00)),
            .exceedsCapturable(requested: .nok(501_00), capturable: .nok(500_00))
        ) { try hold() },
        .init(
            "a second partial capture where the terms allow one", .capture(.nok(1)),
            .partialCaptureNotAllowed(capturable: .nok(400_00))
        ) { try hold(.capture(.nok(100_00))) { $0.capturesAllowed = .onePartial } },
        .init(
            "a refund beyond what was captured", .refund(.nok(100_01)),
            .exceedsRefundable(requested: .nok(100_01), refundable: .nok(100_00))
        ) { try hold(.capture(.nok(100_00))) },
        .init("a second refund of the same amount at once", .refund(.nok(1)), .refundRepeated) {
            try hold(.capture(nil), .refund(.nok(1))) {
                $0.refundTakes = .days(1)
                $0.equalRefundsApart = .days(1)
            }
        },
        .init("a refund called back after its time", .callBack(knownOperation), .operationDispatched) {
            let story = try hold(.capture(nil), .refund(knownOperation, nil, .none)) {
                $0.refundTakes = .days(1)
                $0.refundCancelableFor = .hours(1)
            }
            story.wait(.hours(1))
            return story
        },
    ]
}
