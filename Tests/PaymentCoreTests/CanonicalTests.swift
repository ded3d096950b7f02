import Ledger
import PaymentCore
import TestWorld
import Testing

/// A type that has a canonical spelling, with a way to draw its values.
struct CanonicalKind: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The spelling of a drawn value, and whether it reads back as that value.
    let draw: @Sendable (inout Seed) throws -> (bytes: [UInt8], survives: Bool)
    /// Reads bytes and spells what was read again; throws `CorruptRecord` or nothing else.
    let respell: @Sendable ([UInt8]) throws(CorruptRecord) -> [UInt8]

    init<Value: Canonical & Equatable & SendableMetatype>(
        _ name: String, _ value: @escaping @Sendable (inout Seed) -> Value
    ) {
        testDescription = name
        draw = { seed in
            let drawn = value(&seed)
            return (drawn.canonicalBytes, try Value(canonicalBytes: drawn.canonicalBytes) == drawn)
        }
        respell = { bytes throws(CorruptRecord) in try Value(canonicalBytes: bytes).canonicalBytes }
    }

    static let all: [CanonicalKind] = [
        .init("instant") { $0.instant() }, .init("interval") { $0.interval() },
        .init("identifier") { seed -> OperationID in seed.name() }, .init("currency") { $0.currency() },
        .init("money") { $0.money() }, .init("reason") { $0.reason() }, .init("terms") { $0.terms() },
        .init("script") { $0.script() }, .init("instrument") { $0.instrument() }, .init("approval") { $0.approval() },
        .init("order") { $0.order() }, .init("operation") { $0.operation() }, .init("birth") { $0.birth() },
        .init("state") { $0.state() }, .init("fact") { $0.fact() }, .init("refusal") { $0.refusal() },
    ]
}

@Suite("The canonical spelling")
struct CanonicalTests {
    @Test("every value survives its spelling, and equal values are spelled alike", arguments: CanonicalKind.all)
    func roundTrip(_ kind: CanonicalKind) throws {
        for seed in Seed.panel(100) {
            var (random, again) = (seed, seed)
            let (bytes, survives) = try kind.draw(&random)
            #expect(survives, "\(seed)")
            #expect(try kind.draw(&again).bytes == bytes, "\(seed)")
        }
    }

    @Test(
        "the state and the facts of lived payments survive too",
        arguments: [
            [.withdraw], [.decline(.cardExpired)], [.abandon], [.authorize(), .capture(.nok(1)), .refund(nil)],
            [.authorize(), .void(.all)], [.authorize(), .capture(.nok(1), final: true)],
        ] as [[Command]])
    func lived(_ commands: [Command]) throws {
        let story = try Story(requested: .nok(500_00), Terms { $0.declineEnds = true })
        for command in commands { try story.tell(command) }
        let state = story.payment.state
        #expect(try Payment.State(canonicalBytes: state.canonicalBytes) == state)
        for event in story.events { #expect(try Event.Fact(canonicalBytes: event.fact.canonicalBytes) == event.fact) }
    }

    @Test("a payment that expired survives too, and one with a hundred pending operations")
    func livedLonger() throws {
        let expired = try Story(authorized: .nok(500_00), Terms { $0.captureWindow = .days(7) })
        try expired.letPass(.days(7))
        let full = try Story(authorized: .nok(500_00), Terms { $0.captureTakes = .days(7) })
        for _ in 1...Payment.pendingLimit { try full.capture(.nok(1)) }
        for state in [expired.payment.state, full.payment.state] {
            #expect(try Payment.State(canonicalBytes: state.canonicalBytes) == state)
        }
    }

    @Test(
        "numbers of every size are read as they were written",
        arguments: [
            0, 1, -1, 63, 64, -64, -65, 127, 128, 16_383, 16_384, 1 << 62, -(1 << 62), .max, .min,
        ] as [Int64])
    func numbers(_ number: Int64) throws {
        var writer = CanonicalWriter()
        writer.signed(number)
        writer.unsigned(UInt64(bitPattern: number))
        writer.fixed(UInt64(bitPattern: number))
        var reader = CanonicalReader(writer.bytes)
        #expect(try reader.signed() == number)
        #expect(try reader.unsigned() == UInt64(bitPattern: number))
        #expect(try reader.fixed() == UInt64(bitPattern: number))
        #expect(reader.isAtEnd)
    }

    @Test("small numbers are short, names are sixteen bytes")
    func lengths() {
        #expect(Instant(milliseconds: 63).canonicalBytes.count == 1)
        #expect(Instant(milliseconds: -64).canonicalBytes.count == 1)
        #expect(Instant(milliseconds: 64).canonicalBytes.count == 2)
        #expect(Instant(milliseconds: .min).canonicalBytes.count == 10)
        #expect(PaymentID(high: 1, low: 2).bytes == [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2])
    }

    @Test("facts and refusals each have a number of their own")
    func distinct() {
        var facts: Set<UInt8> = []
        var refusals: [UInt8: RefusalName] = [:]
        for seed in Seed.panel(400) {
            var random = seed
            facts.insert(random.fact().number)
            let refusal = random.refusal()
            let known = refusals.updateValue(refusal.name, forKey: refusal.canonicalBytes[0])
            #expect(known == nil || known == refusal.name)
        }
        #expect(facts == Set(1...13))
        #expect(Set(refusals.values) == Set(RefusalName.allCases))
    }
}
