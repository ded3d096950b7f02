import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("How many captures the terms allow")
struct CaptureTermsTests {
    private static func terms(_ allowed: Terms.CapturesAllowed) -> Terms { Terms { $0.capturesAllowed = allowed } }

    @Test("one: a second capture is refused, whatever its amount", arguments: [.nok(1), .nok(400_00), nil] as [Money?])
    func one(_ second: Money?) throws {
        let story = try Story(authorized: .nok(500_00), Self.terms(.one))
        try story.capture(.nok(100_00))
        #expect(try story.trying(.capture(second)) == .captureLimitReached)
        #expect(story.books.holds == .nok(400_00))
    }

    @Test("one: a capture that failed does not count")
    func oneFailed() throws {
        let story = try Story(authorized: .nok(500_00), Self.terms(.one), rail: .connector)
        let first = try story.capture(.nok(100_00))
        #expect(try story.trying(.capture(.nok(100_00))) == .captureLimitReached)
        try story.resolve(first, .failed(.technical))
        try story.resolve(story.capture(.nok(100_00)), .succeeded)
        #expect(try story.trying(.capture(.nok(100_00))) == .captureLimitReached)
    }

    @Test("one partial: the first capture may be any part, the next must take all that is left")
    func onePartial() throws {
        let story = try Story(authorized: .nok(500_00), Self.terms(.onePartial))
        try story.capture(.nok(100_00))
        #expect(try story.trying(.capture(.nok(399_99))) == .partialCaptureNotAllowed(capturable: .nok(400_00)))
        try story.capture(.nok(400_00))
        #expect(story.books.payable == .nok(500_00))
    }

    @Test("one partial: all that is left is what a void leaves")
    func onePartialAfterVoid() throws {
        let story = try Story(authorized: .nok(500_00), Self.terms(.onePartial))
        try story.capture(.nok(100_00))
        try story.void(.part(.nok(150_00)))
        #expect(try story.trying(.capture(.nok(249_99))) == .partialCaptureNotAllowed(capturable: .nok(250_00)))
        try story.capture()
        #expect(story.books.payable == .nok(350_00))
    }

    @Test("whole: no part can be captured, all that is left can")
    func wholeOnly() throws {
        let story = try Story(authorized: .nok(500_00), Self.terms(.whole))
        #expect(try story.trying(.capture(.nok(499_99))) == .partialCaptureNotAllowed(capturable: .nok(500_00)))
        #expect(
            try story.trying(.capture(.nok(500_01)))
                == .exceedsCapturable(requested: .nok(500_01), capturable: .nok(500_00)))
        try story.void(.part(.nok(100_00)))
        try story.capture(.nok(400_00))
        #expect(story.books.payable == .nok(400_00))
    }

    @Test("many: parts follow parts")
    func many() throws {
        let story = try Story(authorized: .nok(500_00), Self.terms(.many))
        for _ in 1...50 { try story.capture(.nok(10_00)) }
        #expect(story.books.payable == .nok(500_00))
    }

    @Test(
        "the whole amount at once is allowed on all terms",
        arguments: [.one, .onePartial, .many, .whole] as [Terms.CapturesAllowed])
    func whole(_ allowed: Terms.CapturesAllowed) throws {
        let story = try Story(authorized: .nok(500_00), Self.terms(allowed))
        try story.capture(.nok(500_00))
        #expect(story.books.payable == .nok(500_00))
    }
}
