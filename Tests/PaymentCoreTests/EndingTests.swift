import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("Withdraw, decline and abandon: a payment that ends before it is authorized")
struct EndingTests {
    private static let endings: [(Command, Payment.Ending.Cause)] = [
        (.withdraw, .withdrawn), (.decline(.payerDeclined), .declined(.payerDeclined)), (.abandon, .abandoned),
    ]

    @Test("the merchant withdraws, the payer declines, or nobody answers: the payment has ended", arguments: endings)
    func ends(_ command: Command, _ cause: Payment.Ending.Cause) throws {
        let story = try Story(requested: .nok(500_00), Terms { $0.declineEnds = true })
        story.wait(.minutes(5))
        try story.tell(command)
        #expect(story.payment.state.ending?.at == story.now && story.payment.state.ending?.cause == cause)
        #expect(story.books.holds == .nok(0))
        #expect(story.payment.deadlines.isEmpty)
    }

    @Test("after its end nothing but the dialect's details can change", arguments: endings)
    func afterwards(_ command: Command, _ cause: Payment.Ending.Cause) throws {
        let story = try Story(requested: .nok(500_00), Terms { $0.declineEnds = true })
        try story.tell(command)
        let refused: [Command] = [
            .withdraw, .authorize(), .decline(.declined), .abandon, .capture(nil), .void(.all), .refund(nil),
            .reverse(),
            .increment(.nok(1)), .reauthorize(nil), .lapse, .expire, .releaseRemainder, .captureAutomatically,
        ]
        for late in refused { #expect(try story.trying(late) == .ended(cause), "\(late)") }
        #expect(try story.trying(.amend(Details([1]), over: 1)) == nil)
    }

    @Test("after the authorization it is too late to withdraw, decline or abandon", arguments: endings)
    func tooLate(_ command: Command, _: Payment.Ending.Cause) throws {
        let story = try Story(authorized: .nok(500_00))
        #expect(try story.trying(command) == .alreadyAuthorized)
        try story.capture()
        #expect(try story.trying(command) == .alreadyAuthorized)
    }

    @Test("where the terms let the payer try again, a declined attempt ends nothing")
    func declineRetries() throws {
        let story = try Story(requested: .nok(500_00))
        for reason in FailureReason.allCases { try story.tell(.decline(reason)) }
        #expect(story.payment.state.ending == nil)
        #expect(story.events.last?.fact == .declined(.technical, ends: false))
        try story.authorize()
        #expect(story.books.holds == .nok(500_00))
    }

    @Test("a declined attempt says whether it was the last", arguments: [true, false])
    func declineSaysSo(_ ends: Bool) throws {
        let story = try Story(requested: .nok(500_00), Terms { $0.declineEnds = ends })
        try story.tell(.decline(.suspectedFraud))
        #expect(story.events.last?.fact == .declined(.suspectedFraud, ends: ends))
    }

    @Test("a payer who has some time to act is given up when it is over, not earlier")
    func openFor() throws {
        let story = try Story(requested: .nok(500_00), Terms { $0.openFor = .minutes(15) })
        #expect(try story.letPass(Interval(milliseconds: 15 * 60_000 - 1)) == [])
        #expect(story.payment.state.ending == nil)
        #expect(try story.letPass(Interval(milliseconds: 1)) == [.abandon])
        #expect(story.payment.state.ending?.cause == .abandoned)
    }

    @Test("a payer who has all the time is never given up")
    func openForEver() throws {
        let story = try Story(requested: .nok(500_00))
        #expect(try story.letPass(.days(10_000)) == [])
    }
}
