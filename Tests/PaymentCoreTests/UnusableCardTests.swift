import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("A card that is blocked or expires between authorization and capture")
struct UnusableCardTests {
    private static let noon = Story.start + .hours(12)

    private static func blocked(_ reason: FailureReason, afterLapse: IssuerScript.AfterLapse = .reauthorizes)
        -> IssuerScript
    {
        IssuerScript {
            $0.unusable = .init(from: noon, reason: reason)
            $0.afterLapse = afterLapse
        }
    }

    @Test(
        "from that instant on a capture fails; one millisecond earlier it succeeds",
        arguments: [
            .cardBlocked, .cardExpired,
        ] as [FailureReason])
    func capture(_ reason: FailureReason) throws {
        let story = try Story(authorized: .nok(500_00), script: Self.blocked(reason))
        story.wait(Interval(milliseconds: 12 * 3_600_000 - 1))
        #expect(try story.capture(.nok(100_00)).operation?.state == .succeeded)
        story.wait(Interval(milliseconds: 1))
        #expect(try story.capture(.nok(100_00)).operation?.state == .failed(reason))
        story.wait(.days(30))
        #expect(try story.capture(.nok(100_00)).operation?.state == .failed(reason))
        #expect(story.books.payable == .nok(100_00) && story.books.holds == .nok(400_00))
    }

    @Test(
        "a lapsed hold is not asked for anew: the block answers first",
        arguments: [
            .reauthorizes, .overdraws, .refuses(.insufficientFunds),
        ] as [IssuerScript.AfterLapse])
    func lapsedToo(_ afterLapse: IssuerScript.AfterLapse) throws {
        let script = Self.blocked(.cardBlocked, afterLapse: afterLapse)
        let story = try Story(authorized: .nok(500_00), Terms { $0.holdGuaranteed = .days(7) }, script: script)
        story.wait(.days(8))
        let capture = try story.capture(.nok(100_00))
        #expect(capture.events.count == 1 && capture.operation?.order == .capture(.nok(100_00), []))
        #expect(capture.operation?.state == .failed(.cardBlocked))
    }

    @Test("a re-authorization fails too")
    func reauthorize() throws {
        let story = try Story(authorized: .nok(500_00), script: Self.blocked(.cardExpired))
        #expect(try story.tell(.reauthorize(nil)).operation?.state == .succeeded)
        story.wait(.hours(12))
        #expect(try story.tell(.reauthorize(nil)).operation?.state == .failed(.cardExpired))
    }

    @Test("the payer still gets back what was held and what was captured")
    func givesBack() throws {
        let story = try Story(authorized: .nok(500_00), script: Self.blocked(.cardBlocked))
        try story.capture(.nok(100_00))
        story.wait(.days(1))
        #expect(try story.refund(.nok(50_00)).operation?.state == .succeeded)
        #expect(try story.reverse().operation?.state == .succeeded)
        #expect(story.books.holds == .nok(0) && story.books.payable == .nok(0))
    }
}
