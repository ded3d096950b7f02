import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("Increment")
struct IncrementTests {
    private static let allowed = Terms { $0.incrementsAllowed = true }

    @Test("an increment adds to the hold, and what was added can be captured")
    func adds() throws {
        let story = try Story(authorized: .nok(500_00), Self.allowed)
        let increment = try story.increment(.nok(70_00))
        #expect(increment.operation?.order == .increment(.nok(70_00)) && increment.operation?.state == .succeeded)
        #expect(story.payment.authorized == .nok(570_00) && story.books.holds == .nok(570_00))
        try story.capture(.nok(570_00))
        #expect(story.books.payable == .nok(570_00))
    }

    @Test("where the terms allow none, an increment is refused")
    func notAllowed() throws {
        let story = try Story(authorized: .nok(500_00))
        #expect(try story.trying(.increment(.nok(1))) == .incrementNotAllowed)
    }

    @Test("where increments end with the first capture, one before it is taken and one after it is refused")
    func endWithCapture() throws {
        let story = try Story(
            authorized: .nok(500_00),
            Terms {
                $0.incrementsAllowed = true
                $0.incrementsEndWithCapture = true
            })
        try story.increment(.nok(70_00))
        try story.capture(.nok(100_00))
        #expect(try story.trying(.increment(.nok(1))) == .alreadyCaptured)
        #expect(story.books.holds == .nok(470_00))
    }

    @Test("an increment that the issuer fails leaves the hold as it was")
    func failed() throws {
        let story = try Story(
            authorized: .nok(500_00), Self.allowed, script: IssuerScript { $0.failsIncrement = .insufficientFunds })
        #expect(try story.increment(.nok(70_00)).operation?.state == .failed(.insufficientFunds))
        #expect(story.books.holds == .nok(500_00) && story.payment.authorized == .nok(500_00))
        try story.capture()
        #expect(story.books.payable == .nok(500_00))
    }

    @Test(
        "an increment needs a hold that stands",
        arguments: [
            ([], .notAuthorized), ([.authorize(IssuerScript(), allowed), .void(.all)], .closed(.voided)),
            ([.authorize(IssuerScript(), allowed), .capture(nil)], .closed(.captured)),
            ([.withdraw], .ended(.withdrawn)),
        ] as [([Command], Refusal)])
    func needsHold(_ before: [Command], _ refusal: Refusal) throws {
        let story = try Story(requested: .nok(500_00), Self.allowed)
        for command in before { try story.tell(command) }
        #expect(try story.trying(.increment(.nok(1))) == refusal)
    }

    @Test(
        "an increment of nothing, in another currency, or beyond all limits is refused",
        arguments: [
            (.nok(0), .amountNotPositive), (.sek(5), .currencyMismatch(expected: .nok)),
            (.nok(Money.limit), .exceedsLimit), (.nok(Money.limit - 499_99), .exceedsLimit),
        ] as [(Money, Refusal)])
    func refused(_ amount: Money, _ refusal: Refusal) throws {
        let story = try Story(authorized: .nok(500_00), Self.allowed)
        #expect(try story.trying(.increment(amount)) == refusal)
        #expect(story.books.holds == .nok(500_00))
    }

    @Test("an increment up to the limit is the largest, also with others pending")
    func limit() throws {
        let story = try Story(authorized: .nok(500_00), Self.allowed, rail: .connector)
        let first = try story.increment(.nok(Money.limit - 501_00))
        #expect(try story.trying(.increment(.nok(1_01))) == .exceedsLimit)
        let second = try story.increment(.nok(1_00))
        try story.resolve(first, .succeeded)
        try story.resolve(second, .succeeded)
        #expect(story.books.holds == .nok(Money.limit))
    }
}
