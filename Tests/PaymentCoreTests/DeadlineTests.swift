import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("Deadlines")
struct DeadlineTests {
    /// Everything that can be due by itself.
    private static let all = Terms {
        $0.capture = .automatic(after: .days(4))
        $0.remainder = .releasesAfter(.days(3))
        $0.holdGuaranteed = .days(5)
        $0.captureWindow = .days(6)
        $0.openFor = .minutes(15)
        $0.captureTakes = .hours(1)
        $0.refundTakes = .days(9)
        $0.refundCancelableFor = .days(1)
    }

    private func kinds(_ story: Story) -> [Deadline.Kind] { story.payment.deadlines.sorted().map(\.kind) }

    @Test("each state of a payment has its deadlines, each on its instant")
    func ofEachState() throws {
        let story = try Story(requested: .nok(500_00), Self.all)
        #expect(
            story.payment.deadlines == [
                Deadline(due: Story.start + .minutes(15), merchant: Shop.merchant, payment: story.id, kind: .abandon)
            ])

        try story.authorize()
        #expect(kinds(story) == [.captureAutomatically, .lapse, .expire])
        #expect(story.payment.deadlines.sorted().map(\.due) == [4, 5, 6].map { Story.start + .days($0) })

        let capture = try story.capture(.nok(100_00))
        #expect(kinds(story) == [.answer, .captureAutomatically, .lapse, .expire])
        #expect(story.payment.deadlines.min()?.operation == capture.operation?.id)

        try story.letPass(.hours(1))
        #expect(kinds(story) == [.releaseRemainder, .captureAutomatically, .lapse, .expire])
        #expect(story.payment.deadlines.min()?.due == Story.start + .hours(1) + .days(3))

        try story.refund()
        try story.void(.rest)
        #expect(kinds(story) == [.dispatch, .answer])

        try story.letPass(.days(9))
        #expect(kinds(story) == [])
    }

    @Test("terms without times have no deadlines, and neither has a payment that ended")
    func none() throws {
        let plain = try Story(requested: .nok(500_00))
        #expect(plain.payment.deadlines.isEmpty)
        try plain.authorize()
        #expect(plain.payment.deadlines.isEmpty)
        let ended = try Story(requested: .nok(500_00), Self.all)
        try ended.tell(.withdraw)
        #expect(ended.payment.deadlines.isEmpty)
    }

    @Test("a window that only refuses needs no timer; a verification of nothing has no hold to let go of")
    func noTimer() throws {
        let refusing = try Story(
            authorized: .nok(500_00),
            Terms {
                $0.captureWindow = .days(7)
                $0.deadline = .refuses
            })
        #expect(refusing.payment.deadlines.isEmpty)
        let verified = try Story(authorized: .nok(0), Terms { $0.captureWindow = .days(7) })
        #expect(verified.payment.deadlines.isEmpty)
    }

    @Test("each deadline leads to its command")
    func commands() {
        let operation = OperationID(high: 3, low: 4)
        let commands = Deadline.Kind.allCases.map { kind in
            Deadline(
                due: Story.start, merchant: Shop.merchant, payment: PaymentID(high: 1, low: 1), kind: kind,
                operation: operation
            ).command
        }
        #expect(
            commands == [
                .dispatch(operation), .resolve(operation, nil), .captureAutomatically, .releaseRemainder, .lapse,
                .expire, .abandon, .warnOfLapse, .settle,
            ])
    }

    @Test("deadlines fire by instant, then payment, then kind: answers first, and captures before anything is let go")
    func order() {
        let (first, second) = (PaymentID(high: 1, low: 1), PaymentID(high: 1, low: 2))
        var ordered: [Deadline] = []
        for day in [Int64(1), 2] {
            for payment in [first, second] {
                for kind in Deadline.Kind.allCases {
                    ordered.append(
                        Deadline(due: Story.start + .days(day), merchant: Shop.merchant, payment: payment, kind: kind))
                }
            }
        }
        let answers = (1...3).map { number in
            Deadline(
                due: Story.start, merchant: Shop.merchant, payment: first, kind: .answer,
                operation: OperationID(high: 1, low: UInt64(number)))
        }
        #expect((answers + ordered).shuffled().sorted() == answers + ordered)
    }

    @Test("what is due at one instant happens in that order within the payment too")
    func oneInstant() throws {
        let terms = Terms {
            $0.captureTakes = .days(5)
            $0.holdGuaranteed = .days(5)
            $0.captureWindow = .days(5)
        }
        let story = try Story(
            authorized: .nok(500_00), terms, script: IssuerScript { $0.afterLapse = .refuses(.declined) })
        try story.capture(.nok(100_00))
        #expect(try story.letPass(.days(5)) == [.answer, .lapse, .expire])
        #expect(story.events.suffix(3).allSatisfy { $0.at == Story.start + .days(5) })
        #expect(story.books.holds == .nok(0))
    }

    @Test(
        "a deadline that fires leaves none of its kind behind, however late it fires",
        arguments: [
            .zero, .days(1), .days(1_000),
        ] as [Interval])
    func endsItself(_ lateness: Interval) throws {
        var terms = Self.all
        terms.lapseWarning = .days(1)
        terms.settlesEvery = .days(1)
        let story = try Story(requested: .nok(500_00), terms)
        var fired: Set<Deadline.Kind> = []
        func fireEach() throws {
            for deadline in story.payment.deadlines {
                let other = story.branch()
                other.now = deadline.due + lateness
                #expect(try other.trying(deadline.command) == nil, "\(deadline.kind)")
                #expect(!other.payment.deadlines.contains { $0.kind == deadline.kind }, "\(deadline.kind)")
                fired.insert(deadline.kind)
            }
        }
        try fireEach()
        try story.authorize()
        try fireEach()
        try story.capture(.nok(100_00))
        try fireEach()
        try story.letPass(.hours(1))
        try story.refund()
        try fireEach()
        #expect(fired == Set(Deadline.Kind.allCases))
    }

    @Test("a whole life of deadlines comes to an end", arguments: [nil, .technical] as [FailureReason?])
    func wholeLife(_ failure: FailureReason?) throws {
        let story = try Story(authorized: .nok(500_00), Self.all, script: IssuerScript { $0.failsCapture = failure })
        let fired = try story.letPass(.days(10_000))
        #expect(
            fired
                == (failure == nil
                    ? [.captureAutomatically, .answer] : [.captureAutomatically, .answer, .lapse, .expire]))
        #expect(story.payment.deadlines.isEmpty && story.books.holds == .nok(0))
    }
}
