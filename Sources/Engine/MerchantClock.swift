package import PaymentCore

/// Where a merchant's own time stands against the machine's.
package enum MerchantClock: Hashable, Sendable {
    /// It runs, this far ahead of the machine's clock; behind it when negative.
    case running(ahead: Interval)
    /// It stands still.
    case frozen(at: Instant)
    /// It stands still while what came due on its way happens. Where the journey breaks off, it runs on from here, or stands
    /// here when it stood before.
    case travelling(at: Instant, stood: Bool = false)

    /// The machine's own time.
    package static let real = MerchantClock.running(ahead: .zero)

    package func now(at real: Instant) -> Instant {
        switch self {
        case .running(let ahead): real + ahead
        case .frozen(let at), .travelling(let at, _): at
        }
    }

    /// On a frozen clock, what follows this soon by itself follows at once: the issuer's answer, an automatic capture.
    package static let moment = Interval.seconds(10)

    /// The machine's time at which `due` comes. Nil when it never does by itself: a frozen clock brings only what follows
    /// at once, a travelling one what its journey has reached.
    package func realTime(of due: Instant, at real: Instant) -> Instant? {
        switch self {
        case .running(let ahead): Instant(milliseconds: due.milliseconds - ahead.milliseconds)
        case .frozen(let at): due <= at + Self.moment ? real : nil
        case .travelling(let at, _): due <= at ? real : nil
        }
    }

    package var isFrozen: Bool { if case .frozen = self { true } else { false } }
    package var isTravelling: Bool { if case .travelling = self { true } else { false } }

    /// On its way, at `instant`; it stays known whether it stood before.
    package func travelling(at instant: Instant) -> MerchantClock {
        switch self {
        case .running: .travelling(at: instant)
        case .frozen: .travelling(at: instant, stood: true)
        case .travelling(_, let stood): .travelling(at: instant, stood: stood)
        }
    }

    /// The clock after a journey that nobody goes on with; as it is when it is on none.
    package func settled(at real: Instant) -> MerchantClock {
        switch self {
        case .running, .frozen: self
        case .travelling(let at, stood: true): .frozen(at: at)
        case .travelling(let at, stood: false):
            .running(ahead: Interval(milliseconds: at.milliseconds - real.milliseconds))
        }
    }
}

extension MerchantClock: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        switch self {
        case .running(let ahead):
            writer.byte(0)
            writer.value(ahead)
        case .frozen(let at):
            writer.byte(1)
            writer.value(at)
        case .travelling(let at, let stood):
            writer.byte(stood ? 3 : 2)
            writer.value(at)
        }
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        switch try reader.byte() {
        case 0: self = .running(ahead: try reader.value())
        case 1: self = .frozen(at: try reader.value())
        case 2: self = .travelling(at: try reader.value())
        case 3: self = .travelling(at: try reader.value(), stood: true)
        default: throw CorruptRecord("unknown clock")
        }
    }
}

/// The clocks of all merchants that have their own, as of one moment; everyone else lives in real time.
package struct ClockTable: Sendable {
    package var own: [MerchantID: MerchantClock]
    private var marks: [MerchantID: Mark] = [:]

    package init(_ own: [MerchantID: MerchantClock] = [:]) { self.own = own }

    package subscript(merchant: MerchantID) -> MerchantClock {
        get { own[merchant] ?? .real }
        set { own[merchant] = newValue == .real ? nil : newValue }
    }

    package func now(of merchant: MerchantID, at real: Instant) -> Instant { self[merchant].now(at: real) }

    /// Whether `due` has come; also what follows at once on a frozen clock.
    func hasCome(_ due: Instant, of merchant: MerchantID, at real: Instant) -> Bool {
        self[merchant].realTime(of: due, at: real).map { $0 <= real } ?? false
    }

    package func era(of merchant: MerchantID) -> Era { Era(merchant: merchant, token: mark(of: merchant).era) }

    /// The last change of what is remembered of a merchant, as far as it is known here.
    func mark(of merchant: MerchantID) -> Mark { marks[merchant] ?? .none }
    mutating func note(_ mark: Mark, of merchant: MerchantID) { marks[merchant] = mark }

    /// The clock that is furthest behind: what has run out by it has run out for everybody.
    package func slowest(at real: Instant) -> Instant { own.values.reduce(real) { min($0, $1.now(at: real)) } }
}
