import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("Re-authorize")
struct ReauthorizeTests {
    private static let week = Terms { $0.holdGuaranteed = .days(7) }

    @Test("the issuer guarantees what is left anew, from now on; no amount changes")
    func again() throws {
        let story = try Story(authorized: .nok(500_00), Self.week)
        try story.capture(.nok(100_00))
        try story.letPass(.days(10))
        #expect(story.payment.state.lapsedAt != nil)
        let answer = try story.tell(.reauthorize(nil, Details([7])))
        #expect(answer.events.map(\.details) == [Details([7])])
        #expect(answer.operation?.order == .reauthorize(.nok(400_00)) && answer.operation?.state == .succeeded)
        #expect(story.payment.state.lapsedAt == nil && story.payment.state.lapsesAt == story.now + .days(7))
        #expect(story.books.holds == .nok(400_00))
        #expect(try story.capture(.nok(1_00)).events.count == 1)
    }

    @Test("before the guarantee runs out it only starts anew")
    func early() throws {
        let story = try Story(authorized: .nok(500_00), Self.week)
        story.wait(.days(3))
        try story.tell(.reauthorize(nil))
        #expect(try story.letPass(.days(6)) == [])
        #expect(try story.letPass(.days(1)) == [.lapse])
    }

    @Test("an issuer that refuses leaves the hold lapsed")
    func refused() throws {
        let script = IssuerScript { $0.afterLapse = .refuses(.insufficientFunds) }
        let story = try Story(authorized: .nok(500_00), Self.week, script: script)
        try story.letPass(.days(7))
        #expect(try story.tell(.reauthorize(nil)).operation?.state == .failed(.insufficientFunds))
        #expect(story.payment.state.lapsedAt != nil)
        #expect(story.books.holds == .nok(500_00))
    }

    @Test("it needs a hold that stands")
    func needsHold() throws {
        let story = try Story(requested: .nok(500_00))
        #expect(try story.trying(.reauthorize(nil)) == .notAuthorized)
        try story.authorize()
        try story.void()
        #expect(try story.trying(.reauthorize(nil)) == .closed(.voided))
    }

    @Test("it does not move the end of the capture window")
    func window() throws {
        let story = try Story(authorized: .nok(500_00), Terms { $0.captureWindow = .days(30) })
        let end = story.payment.state.captureBefore
        story.wait(.days(10))
        try story.tell(.reauthorize(nil))
        #expect(story.payment.state.captureBefore == end)
    }
}
