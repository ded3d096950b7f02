import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("What a partial capture does to the rest of the hold")
struct RemainderTests {
    @Test("keeps: the rest stays held")
    func keeps() throws {
        let story = try Story(authorized: .nok(500_00))
        try story.capture(.nok(100_00))
        #expect(try story.letPass(.days(365)) == [])
        #expect(story.books.holds == .nok(400_00))
        #expect(try story.trying(.releaseRemainder) == .notDue)
    }

    @Test("releases: the rest goes back with the capture")
    func releases() throws {
        let story = try Story(authorized: .nok(500_00), Terms { $0.remainder = .releases })
        let capture = try story.capture(.nok(100_00))
        #expect(capture.events.last?.fact == .remainderReleased(.nok(400_00)))
        #expect(story.books.holds == .nok(0) && story.books.payable == .nok(100_00))
        #expect(story.payment.state.closed?.cause == .captured)
    }

    @Test("releases: a capture that the issuer fails gives nothing back")
    func releasesNothingOnFailure() throws {
        let script = IssuerScript { $0.failsCapture = .cardBlocked }
        let story = try Story(authorized: .nok(500_00), Terms { $0.remainder = .releases }, script: script)
        try story.capture(.nok(100_00))
        #expect(story.books.holds == .nok(500_00))
    }

    @Test("releases after: the rest goes back when its days are over, not earlier")
    func releasesAfter() throws {
        let story = try Story(authorized: .nok(500_00), Terms { $0.remainder = .releasesAfter(.days(2)) })
        #expect(try story.letPass(.days(30)) == [])
        try story.capture(.nok(100_00))
        story.wait(Interval(milliseconds: 2 * 86_400_000 - 1))
        #expect(try story.trying(.releaseRemainder) == .notDue)
        #expect(try story.letPass(Interval(milliseconds: 1)) == [.releaseRemainder])
        #expect(story.events.last?.fact == .remainderReleased(.nok(400_00)))
        #expect(story.books.holds == .nok(0))
        #expect(try story.trying(.releaseRemainder) == .closed(.captured))
    }

    @Test("releases after: each capture gives the rest its days anew")
    func releasesAfterTheLast() throws {
        let story = try Story(authorized: .nok(500_00), Terms { $0.remainder = .releasesAfter(.days(2)) })
        try story.capture(.nok(100_00))
        try story.letPass(.days(1))
        try story.capture(.nok(100_00))
        #expect(try story.letPass(.days(1)) == [])
        #expect(story.books.holds == .nok(300_00))
        #expect(try story.letPass(.days(1)) == [.releaseRemainder])
        #expect(story.books.payable == .nok(200_00))
    }

    @Test("releases after: what a pending capture gives back later goes back too")
    func releasesAfterPending() throws {
        let terms = Terms { $0.remainder = .releasesAfter(.days(2)) }
        let story = try Story(authorized: .nok(500_00), terms, rail: .connector)
        try story.resolve(story.capture(.nok(100_00)), .succeeded)
        let pending = try story.capture(.nok(150_00))
        #expect(try story.letPass(.days(2)) == [.releaseRemainder])
        #expect(story.books.holds == .nok(150_00))
        try story.resolve(pending, .failed(.technical))
        #expect(try story.letPass(.zero) == [.releaseRemainder])
        #expect(story.books.holds == .nok(0))
    }

    @Test("lapses after: the issuer lets go of the rest, no amount changes, and a later capture asks it anew")
    func lapsesAfter() throws {
        let terms = Terms { $0.remainder = .lapsesAfter(.days(2)) }
        let story = try Story(authorized: .nok(500_00), terms)
        #expect(try story.letPass(.days(30)) == [])
        try story.capture(.nok(100_00))
        try story.letPass(.days(1))
        try story.capture(.nok(100_00))
        #expect(try story.letPass(.days(1)) == [.lapse])
        #expect(story.books.holds == .nok(300_00) && story.payment.capturable == .nok(300_00))
        let capture = try story.capture(.nok(50_00))
        #expect(capture.events.map { $0.operation?.order } == [.reauthorize(.nok(50_00)), .capture(.nok(50_00), [])])
        #expect(try story.letPass(.days(2)) == [.lapse], "what that one left over goes too")
    }

    @Test("lapses after: while the scheme guarantees it the issuer pays, whatever it would answer later")
    func lapsesWithinGuarantee() throws {
        let terms = Terms {
            $0.remainder = .lapsesAfter(.days(2))
            $0.holdGuaranteed = .days(30)
        }
        let script = IssuerScript { $0.afterLapse = .refuses(.insufficientFunds) }
        let story = try Story(authorized: .nok(500_00), terms, script: script)
        try story.capture(.nok(100_00))
        try story.letPass(Interval(milliseconds: 30 * 86_400_000 - 1))
        #expect(try story.capture(.nok(100_00)).operation?.state == .succeeded)
        try story.letPass(.days(30))
        #expect(try story.capture(.nok(100_00)).operation?.state == .failed(.insufficientFunds))
        #expect(story.payment.capturable == .nok(300_00))
    }

    @Test("lapses after: a hold that is captured in full has no rest to let go of")
    func lapsesNothing() throws {
        let story = try Story(authorized: .nok(500_00), Terms { $0.remainder = .lapsesAfter(.days(2)) })
        try story.capture()
        #expect(story.payment.state.lapsesAt == nil)
        #expect(try story.letPass(.days(30)) == [])
    }

    @Test("a rest that is not there cannot go back: before the authorization, before a capture, after all is captured")
    func nothingToRelease() throws {
        let story = try Story(requested: .nok(500_00), Terms { $0.remainder = .releasesAfter(.zero) })
        #expect(try story.trying(.releaseRemainder) == .notAuthorized)
        try story.authorize()
        #expect(try story.trying(.releaseRemainder) == .notDue)
        try story.capture()
        #expect(try story.trying(.releaseRemainder) == .closed(.captured))
    }
}
