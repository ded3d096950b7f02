import Ledger
import PaymentCore
import TestWorld

/// Payments that live at random: any command at any time, with amounts that are sensible, at the edge, or wrong.
struct RandomWalk {
    private var random: Seed
    private(set) var story: Story
    /// Which kinds of facts happened and which refusals were given, over all payments of the walk.
    private(set) var facts: Set<UInt8> = []
    private(set) var refusals: Set<RefusalName> = []
    private(set) var accepted = 0

    init(_ seed: Seed) throws {
        random = seed
        story = try Self.birth(&random)
    }

    /// One command, after some time; now and then it goes to a new payment.
    mutating func step() throws {
        if random.chance(isOver ? 50 : 2) { story = try Self.birth(&random) }
        let before = story.events.count
        let command = moveTimeAndChoose()
        if let refusal = try story.trying(command) {
            refusals.insert(refusal.name)
            guard story.events.count == before else { throw InvariantBroken("refusal", "\(refusal) wrote an event") }
        } else {
            accepted += 1
        }
        facts.formUnion(story.events.suffix(from: before).map(\.fact.number))
        try checkDeadlines(of: story, late: random.pick([.zero, .days(1), .days(400)]))
    }

    private var isOver: Bool {
        let payment = story.payment
        guard payment.state.pending.isEmpty, payment.refundable.isZero else { return false }
        return payment.state.ending != nil || payment.state.closed != nil
    }

    private static func birth(_ random: inout Seed) throws -> Story {
        let name = PaymentID(high: random.next(), low: random.next())
        let story = Story(unborn: random.pick([.nok, .jpy, .kwd]), id: name)
        let most: Int64 = random.pick([0, 10, 500_00, 1_000_000_00, Money.limit])
        let requested = Money(minorUnits: random.number(in: 0...most), currency: story.currency)
        let rail: Rail = random.chance(70) ? .simulated : .connector
        try story.tell(.create(requested, random.livableTerms(), rail: rail))
        return story
    }

    /// A deadline that came due, late or not; or anything else, a while later or, by a clock set wrong, earlier.
    private mutating func moveTimeAndChoose() -> Command {
        if random.chance(25), let next = story.payment.deadlines.min() {
            story.now = max(story.now, next.due + random.pick([.zero, .zero, .days(3)]))
            return next.command
        }
        let pause: Int64 = random.pick([0, 0, 1, 3_600_000, 86_400_000, 3 * 86_400_000, -86_400_000])
        story.wait(Interval(milliseconds: pause))
        return command()
    }

    private mutating func command() -> Command {
        let isHeld = story.payment.state.authorizedAt != nil
        guard random.chance(isHeld ? 97 : 10) else { return commandBeforeHold() }
        let name: OperationID? = random.maybe { $0.name() }
        let pending = story.payment.state.pending.map(\.id) + [OperationID(high: 0, low: 0)]
        switch random.number(in: 0...19) {
        case 0...4: return .capture(name, .init(amount: amount(), final: random.chance(15)), .none)
        case 5: return .void(name, random.pick([.all, .rest]), .none)
        case 6...7: return .void(name, .part(amount() ?? story.payment.capturable), .none)
        case 8...10: return .refund(name, amount(), Details([UInt8](repeating: 7, count: random.number(in: 0...3))))
        case 11: return .reverse(name, .none)
        case 12: return .increment(name, amount() ?? story.payment.authorized, .none)
        case 13: return .reauthorize(name)
        case 14...16: return .resolve(random.pick(pending), random.pick([.succeeded, .failed(.technical), nil]))
        case 17: return random.pick([.callBack(random.pick(pending)), .dispatch(random.pick(pending))])
        case 18: return random.pick([.lapse, .expire, .releaseRemainder, .captureAutomatically])
        default: return .amend(Details([random.number(in: 0...255)]), over: random.number(in: 1...3))
        }
    }

    private mutating func commandBeforeHold() -> Command {
        let pending = story.payment.state.pending.map(\.id)
        if let waiting = pending.first, random.chance(70) {
            return .resolve(waiting, random.pick([.succeeded, .succeeded, .failed(.insufficientFunds)]))
        }
        switch random.number(in: 0...9) {
        case 0: return .withdraw
        case 1: return .decline(random.reason())
        case 2: return .abandon
        default: return .authorize(random.livableScript(), random.livableTerms())
        }
    }

    /// Nil, the smallest, the edges of what is left, the last one again, anything, or another currency.
    private mutating func amount() -> Money? {
        let payment = story.payment
        let edge = random.pick([payment.capturable, payment.refundable, payment.authorized]).minorUnits
        let again = story.events.last?.operation?.order.amount.minorUnits ?? 1
        let units = random.pick([0, 1, edge, edge / 2, edge / 7, edge + 1, again, random.number(in: 0...edge)])
        let currency = random.chance(3) ? Currency.isk : story.currency
        return random.chance(15) ? nil : Money(minorUnits: min(units, Money.limit), currency: currency)
    }
}

/// Values that a payment can live with: their times lie within days.
extension Seed {
    mutating func days() -> Interval { .days(number(in: 0...10)) }

    mutating func livableTerms() -> Terms {
        var terms = Terms()
        let trigger: Terms.CaptureTrigger = chance(70) ? .automatic(after: days()) : .automaticAt(Story.start + days())
        terms.capture = chance(70) ? .manual : trigger
        terms.capturesAllowed = pick([.one, .onePartial, .onePartial, .many, .many])
        terms.remainder = pick([.keeps, .keeps, .releases, .releasesAfter(days()), .lapsesAfter(days())])
        terms.deadline = pick([.voids, .refuses, .freezes])
        terms.declineEnds = chance(30)
        if terms.capture != .manual { terms.automaticCaptureOnly = chance(50) }
        terms.incrementsAllowed = chance(60)
        terms.incrementsEndWithCapture = chance(30)
        terms.holdGuaranteed = maybe { $0.days() }
        terms.captureWindow = maybe { $0.days() }
        terms.openFor = maybe { $0.days() }
        terms.captureTakes = chance(30) ? days() : nil
        terms.voidTakes = chance(30) ? days() : nil
        terms.refundTakes = chance(40) ? days() : nil
        terms.refundCancelableFor = maybe { $0.days() }
        terms.equalRefundsApart = chance(50) ? days() : nil
        terms.refundWindow = chance(10) ? days() : nil
        terms.lapseWarning = maybe { $0.days() }
        terms.settlesEvery = maybe { $0.days() }
        return terms
    }

    mutating func livableScript() -> IssuerScript {
        var script = IssuerScript()
        script.declinesAuthorization = chance(10) ? reason() : nil
        script.failsCapture = chance(15) ? reason() : nil
        script.failsRefund = chance(15) ? reason() : nil
        script.failsVoid = chance(15) ? reason() : nil
        script.failsIncrement = chance(15) ? reason() : nil
        script.afterLapse = pick([.reauthorizes, .overdraws, .refuses(reason())])
        script.unusable = chance(20) ? .init(from: Story.start + days(), reason: .cardBlocked) : nil
        return script
    }
}
