import Ledger
import PaymentCore
import TestWorld
import Testing

/// The guarantee of a hold runs out (Visa 7 days, Mastercard 30); no amount changes, the issuer's next answer does.
@Suite("A hold whose guarantee has run out")
struct LapsedHoldTests {
    private static let week = Terms { $0.holdGuaranteed = .days(7) }

    private static func answering(_ answer: IssuerScript.AfterLapse) -> IssuerScript {
        IssuerScript { $0.afterLapse = answer }
    }

    @Test("that it lapsed is a fact that moves nothing, and happens once, not before its time")
    func lapse() throws {
        let story = try Story(authorized: .nok(500_00), Self.week)
        story.wait(Interval(milliseconds: 7 * 86_400_000 - 1))
        #expect(try story.trying(.lapse) == .notDue)
        #expect(try story.letPass(Interval(milliseconds: 1)) == [.lapse])
        #expect(story.payment.state.lapsedAt == story.now)
        #expect(story.books.holds == .nok(500_00) && story.payment.capturable == .nok(500_00))
        #expect(try story.trying(.lapse) == .notDue)
        #expect(try story.letPass(.days(30)) == [])
    }

    @Test("a hold that is guaranteed without end never lapses")
    func endless() throws {
        let story = try Story(authorized: .nok(500_00))
        story.wait(.days(10_000))
        #expect(try story.trying(.lapse) == .notDue)
        #expect(try story.capture().events.count == 1)
    }

    @Test("re-authorizes: the bank is asked anew for the amount, the capture succeeds, and the guarantee starts again")
    func reauthorizes() throws {
        let story = try Story(authorized: .nok(500_00), Self.week, script: Self.answering(.reauthorizes))
        try story.letPass(.days(10))
        let capture = try story.capture(.nok(200_00))
        #expect(capture.events.map { $0.operation?.order } == [.reauthorize(.nok(200_00)), .capture(.nok(200_00), [])])
        #expect(capture.operation?.order == .capture(.nok(200_00), []))
        #expect(story.books.payable == .nok(200_00) && story.books.holds == .nok(300_00))
        #expect(story.payment.state.lapsesAt == story.now + .days(7) && story.payment.state.lapsedAt == nil)
        #expect(try story.capture(.nok(100_00)).events.count == 1)
        #expect(try story.letPass(.days(7)) == [.lapse])
    }

    @Test("overdraws: the bank pays although the funds are gone, and the capture says so")
    func overdraws() throws {
        let story = try Story(authorized: .nok(500_00), Self.week, script: Self.answering(.overdraws))
        try story.letPass(.days(10))
        let capture = try story.capture(.nok(200_00), final: true)
        #expect(capture.operation?.order == .capture(.nok(200_00), [.final, .overdrawn]))
        #expect(story.books.payable == .nok(200_00) && story.books.holds == .nok(0))
    }

    @Test("refuses: the capture fails with the bank's reason and the hold stays", arguments: FailureReason.allCases)
    func refuses(_ reason: FailureReason) throws {
        let story = try Story(authorized: .nok(500_00), Self.week, script: Self.answering(.refuses(reason)))
        try story.letPass(.days(10))
        let capture = try story.capture(.nok(200_00))
        #expect(capture.operation?.state == .failed(reason) && capture.events.count == 1)
        #expect(story.books.payable == .nok(0) && story.books.holds == .nok(500_00))
        #expect(try story.trying(.void(.all)) == nil)
    }

    @Test(
        "a capture at the very instant meets the lapsed hold, one millisecond earlier it does not",
        arguments: [true, false])
    func exactly(_ timerFired: Bool) throws {
        let story = try Story(authorized: .nok(500_00), Self.week, script: Self.answering(.refuses(.insufficientFunds)))
        story.wait(Interval(milliseconds: 7 * 86_400_000 - 1))
        #expect(try story.capture(.nok(100_00)).operation?.state == .succeeded)
        story.wait(Interval(milliseconds: 1))
        if timerFired { try story.letPass(.zero) }
        #expect(try story.capture(.nok(100_00)).operation?.state == .failed(.insufficientFunds))
    }

    @Test("a capture answered later meets the hold as it is then")
    func slow() throws {
        let terms = Terms {
            $0.holdGuaranteed = .days(7)
            $0.captureTakes = .days(2)
        }
        let story = try Story(authorized: .nok(500_00), terms, script: Self.answering(.overdraws))
        story.wait(.days(6))
        try story.capture(.nok(100_00))
        #expect(try story.letPass(.days(2)) == [.lapse, .answer])
        #expect(story.events.last?.operation?.order == .capture(.nok(100_00), .overdrawn))
        #expect(story.events.last?.operation?.state == .succeeded)
    }

    @Test("an automatic capture and the re-authorization that it needs are two operations with two names")
    func automatic() throws {
        let terms = Terms {
            $0.holdGuaranteed = .days(7)
            $0.capture = .automatic(after: .days(10))
        }
        let story = try Story(authorized: .nok(500_00), terms)
        #expect(try story.letPass(.days(10)) == [.lapse, .captureAutomatically])
        let names = story.events.suffix(2).compactMap { $0.operation?.id }
        #expect(Set(names).count == 2)
        #expect(story.books.payable == .nok(500_00))
    }

    @Test("void and refund ask no guarantee")
    func voidAndRefund() throws {
        let story = try Story(authorized: .nok(500_00), Self.week, script: Self.answering(.refuses(.declined)))
        try story.capture(.nok(100_00))
        try story.letPass(.days(10))
        try story.refund()
        try story.void(.rest)
        #expect(story.books.holds == .nok(0) && story.books.payable == .nok(0))
    }
}
