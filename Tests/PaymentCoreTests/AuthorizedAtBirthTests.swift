import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("The payer's yes comes with the order")
struct AuthorizedAtBirthTests {
    @Test("created and authorized in one decision, the operation under its given name")
    func once() throws {
        let story = Story(unborn: .nok)
        let name = OperationID(high: 3, low: 4)
        let acceptance = try story.tell(Self.order(.nok(500_00), operation: name))
        #expect(acceptance.events.count == 2 && acceptance.operation?.id == name)
        #expect(story.books.holds == .nok(500_00))
        #expect(try story.trying(.authorize()) == .alreadyAuthorized)
    }

    @Test("what is captured automatically is captured in the same decision")
    func captured() throws {
        let story = Story(unborn: .nok)
        try story.tell(Self.order(.nok(500_00), Terms { $0.capture = .automatic(after: .zero) }))
        #expect(story.books.holds == .nok(0) && story.books.payable == .nok(500_00))
    }

    @Test("an issuer that says no leaves a payment that was declined")
    func declined() throws {
        let story = Story(unborn: .nok)
        let script = IssuerScript { $0.declinesAuthorization = .insufficientFunds }
        try story.tell(Self.order(.nok(500_00), Terms { $0.declineEnds = true }, script))
        #expect(story.payment.state.ending?.cause == .declined(.insufficientFunds))
        #expect(story.books.holds == .nok(0))
    }

    @Test("an issuer that grants a part holds that part, and no more can be captured")
    func part() throws {
        let story = Story(unborn: .nok)
        try story.tell(Self.order(.nok(500_00), granted: .nok(250_00)))
        #expect(story.payment.birth.requested == .nok(500_00) && story.books.holds == .nok(250_00))
        let refusal = Refusal.exceedsCapturable(requested: .nok(500_00), capturable: .nok(250_00))
        #expect(try story.trying(.capture(.nok(500_00))) == refusal)
    }

    @Test(
        "an issuer never grants more than was asked for, nothing, or another currency, and nothing is written",
        arguments: [
            (.nok(500_01), .exceedsLimit), (.nok(0), .amountNotPositive),
            (.sek(250_00), .currencyMismatch(expected: .nok)),
        ] as [(Money, Refusal)])
    func tooMuch(_ granted: Money, _ refusal: Refusal) throws {
        let story = Story(unborn: .nok)
        #expect(try story.trying(Self.order(.nok(500_00), granted: granted)) == refusal)
        #expect(story.events.isEmpty)
    }

    @Test("on a connector the authorization waits for its answer")
    func connector() throws {
        let story = Story(unborn: .nok)
        let acceptance = try story.tell(Self.order(.nok(500_00), rail: .connector))
        #expect(acceptance.operation?.state == .pending && story.books.holds == .nok(0))
        try story.resolve(acceptance, .succeeded)
        #expect(story.books.holds == .nok(500_00))
    }

    private static func order(
        _ requested: Money, _ terms: Terms = Terms(), _ script: IssuerScript = IssuerScript(),
        operation: OperationID? = nil, granted: Money? = nil, rail: Rail = .simulated
    ) -> Command {
        let instrument = Instrument(kind: "card", scheme: "visa", script: script)
        return .create(
            Command.Creation(
                merchant: MerchantID(high: 1, low: 1), account: AccountID(high: 1, low: 2), wire: WireName("holdfast"),
                requested: requested, rail: rail, terms: terms,
                authorizing: Command.Authorizing(
                    operation: operation, approval: Approval(instrument: instrument, terms: terms), granted: granted)))
    }
}
