import Ledger
import PaymentCore
import TestWorld

/// Values of every type that has a canonical spelling, drawn by a seed: well formed, not always sensible.
extension Seed {
    mutating func maybe<Value>(_ draw: (inout Seed) -> Value) -> Value? { chance(50) ? draw(&self) : nil }

    /// Of every length, so that short and long spellings both occur.
    mutating func int64() -> Int64 { Int64(truncatingIfNeeded: next()) >> number(in: 0...63) }

    mutating func instant() -> Instant { Instant(milliseconds: int64()) }
    mutating func interval() -> Interval { Interval(milliseconds: int64()) }
    mutating func name<Kind>() -> Identifier<Kind> { Identifier(high: next(), low: next()) }
    mutating func currency() -> Currency { pick([.nok, .eur, .jpy, .kwd, .clf]) }
    mutating func amount() -> Int64 { number(in: 0...Money.limit) >> number(in: 0...50) }
    mutating func money() -> Money { Money(minorUnits: amount(), currency: currency()) }
    mutating func reason() -> FailureReason { pick(FailureReason.allCases) }
    mutating func text() -> String {
        pick(["", "card", "visa", "Ærøskøbing", "日本", "🧾", String(repeating: "x", count: 300)])
    }

    mutating func terms() -> Terms {
        var terms = Terms()
        terms.capture = pick([.manual, .automatic(after: interval()), .automaticAt(instant())])
        terms.capturesAllowed = pick([.one, .onePartial, .many, .whole])
        terms.remainder = pick([.keeps, .releases, .releasesAfter(interval()), .lapsesAfter(interval())])
        terms.deadline = pick([.voids, .refuses, .freezes])
        terms.declineEnds = chance(50)
        if terms.capture != .manual { terms.automaticCaptureOnly = chance(50) }
        terms.incrementsAllowed = chance(50)
        terms.incrementsEndWithCapture = chance(50)
        terms.holdGuaranteed = maybe { $0.interval() }
        terms.captureWindow = maybe { $0.interval() }
        terms.openFor = maybe { $0.interval() }
        terms.captureTakes = maybe { $0.interval() }
        terms.voidTakes = maybe { $0.interval() }
        terms.refundTakes = maybe { $0.interval() }
        terms.refundCancelableFor = maybe { $0.interval() }
        terms.equalRefundsApart = maybe { $0.interval() }
        terms.lapseWarning = maybe { $0.interval() }
        terms.settlesEvery = maybe { $0.interval() }
        terms.refundWindow = maybe { $0.interval() }
        return terms
    }

    mutating func script() -> IssuerScript {
        var script = IssuerScript()
        script.declinesAuthorization = maybe { $0.reason() }
        script.failsCapture = maybe { $0.reason() }
        script.failsRefund = maybe { $0.reason() }
        script.failsVoid = maybe { $0.reason() }
        script.failsIncrement = maybe { $0.reason() }
        script.afterLapse = pick([.reauthorizes, .overdraws, .refuses(reason())])
        script.unusable = maybe { .init(from: $0.instant(), reason: $0.reason()) }
        return script
    }

    mutating func instrument() -> Instrument { Instrument(kind: text(), scheme: text(), script: script()) }
    mutating func approval() -> Approval { Approval(instrument: instrument(), terms: terms()) }

    mutating func order() -> Operation.Order {
        switch number(in: 0...6) {
        case 0: .authorize(money(), approval())
        case 1: .capture(money(), CaptureTraits(rawValue: number(in: 0...7)))
        case 2: .void(money())
        case 3: .refund(money())
        case 4: .reverse(releasing: money(), refunding: money())
        case 5: .increment(money())
        default: .reauthorize(money())
        }
    }

    mutating func operation() -> Operation {
        Operation(
            id: name(), order: order(), state: pick([.pending, .succeeded, .failed(reason())]), startedAt: instant(),
            answersAt: maybe { $0.instant() }, cancelableUntil: maybe { $0.instant() })
    }

    mutating func birth() -> Payment.Birth {
        Payment.Birth(
            merchant: name(), account: name(), wire: WireName(text()), requested: money(),
            rail: pick([.simulated, .connector]), at: instant())
    }

    mutating func state() -> Payment.State {
        var state = Payment.State(terms: terms(), instrument: maybe { $0.instrument() }, at: instant())
        (state.authorized, state.captured, state.released, state.refunded) = (amount(), amount(), amount(), amount())
        state.pending = (0..<number(in: 0...3)).map { _ in operation() }
        state.captures = number(in: 0...1_000)
        state.finalCaptureMade = chance(50)
        state.automaticCaptureAsked = chance(50)
        state.authorizedAt = maybe { $0.instant() }
        state.lapsesAt = maybe { $0.instant() }
        state.lapsedAt = maybe { $0.instant() }
        state.captureBefore = maybe { $0.instant() }
        state.lastCapturedAt = maybe { $0.instant() }
        state.lapseWarnedAt = maybe { $0.instant() }
        state.settled = chance(50) ? 0 : amount()
        state.unsettledSince = maybe { $0.instant() }
        state.settlement = maybe { $0.name() }
        state.sequence = number(in: 1...1_000_000)
        state.detailsSequence = number(in: 1...1_000_000)
        return state
    }

    mutating func fact() -> Event.Fact {
        switch number(in: 0...12) {
        case 0: .created(birth(), terms())
        case 1: .amended
        case 2: .withdrawn
        case 3: .declined(reason(), ends: chance(50))
        case 4: .abandoned
        case 5: .operation(operation())
        case 6: .lapsed
        case 7: .expired(money())
        case 8: .dispatched(name())
        case 9: .lapsing(at: instant())
        case 11: .instructed(script())
        case 10: .settled(name(), net: chance(50) ? amount() : -amount())
        default: .remainderReleased(money())
        }
    }

    mutating func refusal() -> Refusal {
        pick([
            .keyReused, .referenceTaken, .paymentUnknown, .paymentExists, .amendedMeanwhile, .ended(.withdrawn),
            .ended(.abandoned),
            .ended(.declined(reason())), .notAuthorized, .alreadyAuthorized, .authorizationPending,
            .captureWindowClosed(at: instant()), .closed(pick([.captured, .voided, .expired])), .captureIsAutomatic,
            .finalCaptureMade, .captureLimitReached, .alreadyCaptured, .nothingCaptured, .incrementNotAllowed,
            .operationNotPending, .operationDispatched, .tooManyPending(limit: number(in: 0...Int.max)), .notDue,
            .currencyMismatch(expected: currency()), .amountNotPositive, .exceedsLimit,
            .exceedsCapturable(requested: money(), capturable: money()),
            .partialCaptureNotAllowed(capturable: money()), .exceedsRefundable(requested: money(), refundable: money()),
            .refundRepeated, .refundWindowClosed(at: instant()),
        ])
    }
}
