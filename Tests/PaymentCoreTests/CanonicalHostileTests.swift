import Ledger
import PaymentCore
import TestWorld
import Testing

/// Bytes that no writer wrote: each is a `CorruptRecord`, none a trap, and none has a second spelling.
@Suite("Corrupt records")
struct CanonicalHostileTests {
    /// Nil when the bytes are corrupt; any other error, or a trap, fails the test.
    private func respell(_ kind: CanonicalKind, _ bytes: [UInt8]) -> [UInt8]? { try? kind.respell(bytes) }

    @Test("a record that ends early is corrupt, wherever it ends", arguments: CanonicalKind.all)
    func truncated(_ kind: CanonicalKind) throws {
        for seed in Seed.panel(20) {
            var random = seed
            let bytes = try kind.draw(&random).bytes
            for length in 0..<bytes.count {
                #expect(respell(kind, Array(bytes.prefix(length))) == nil, "\(seed), \(length)")
            }
        }
    }

    @Test("a record with something after it is corrupt", arguments: CanonicalKind.all)
    func trailing(_ kind: CanonicalKind) throws {
        for seed in Seed.panel(20) {
            var random = seed
            let bytes = try kind.draw(&random).bytes
            for extra in [0, 1, 0x80, 0xFF] as [UInt8] { #expect(respell(kind, bytes + [extra]) == nil, "\(seed)") }
        }
    }

    @Test("a damaged record is corrupt, or the one spelling of another value", arguments: CanonicalKind.all)
    func damaged(_ kind: CanonicalKind) throws {
        for seed in Seed.panel(300) {
            var random = seed
            var bytes = try kind.draw(&random).bytes
            for _ in 0...random.number(in: 0...3) {
                let place = random.number(in: 0...bytes.count - 1)
                bytes[place] = random.pick([0, 1, 2, 0x7F, 0x80, 0xFF, random.number(in: 0...255)])
            }
            let read = respell(kind, bytes)
            #expect(read == nil || read == bytes, "\(seed)")
        }
    }

    @Test("random bytes are corrupt, or the one spelling of a value", arguments: CanonicalKind.all)
    func random(_ kind: CanonicalKind) {
        for seed in Seed.panel(1_000) {
            var random = seed
            let bytes = random.bytes(random.number(in: 0...40))
            let read = respell(kind, bytes)
            #expect(read == nil || read == bytes, "\(seed)")
        }
    }

    @Test(
        "a number too long, or longer than it need be, is corrupt",
        arguments: [
            [], [0x80], [0x80, 0x00], [0xFF, 0x80, 0x00], Array(repeating: 0xFF, count: 9),
            Array(repeating: 0xFF, count: 10), Array(repeating: 0xFF, count: 9) + [0x02],
            Array(repeating: 0x80, count: 10) + [0x01],
        ] as [[UInt8]])
    func overlong(_ bytes: [UInt8]) {
        #expect(throws: CorruptRecord.self) {
            var reader = CanonicalReader(bytes)
            _ = try reader.unsigned()
        }
    }

    @Test(
        "a text that says to be longer than its record is corrupt, also by one byte",
        arguments: [
            [1], [2, 0x41], [0x7F], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        ] as [[UInt8]])
    func longText(_ bytes: [UInt8]) {
        #expect(throws: CorruptRecord.self) {
            var reader = CanonicalReader(bytes)
            _ = try reader.blob()
        }
    }

    @Test(
        "a text that is not UTF-8 is corrupt",
        arguments: [[1, 0xFF], [2, 0xC0, 0x80], [3, 0xED, 0xA0, 0x80]] as [[UInt8]])
    func notText(_ bytes: [UInt8]) {
        #expect(throws: CorruptRecord.self) {
            var reader = CanonicalReader(bytes)
            _ = try reader.string()
        }
    }

    @Test(
        "an amount out of range is corrupt: below zero, beyond the limit, in no currency",
        arguments: [
            (Currency.nok.packed, -1), (Currency.nok.packed, Money.limit + 1), (0x58_58_58, 1), (0, 1),
        ] as [(UInt32, Int64)])
    func amounts(_ packed: UInt32, _ minorUnits: Int64) {
        var writer = CanonicalWriter()
        writer.unsigned(UInt64(packed))
        writer.signed(minorUnits)
        #expect(throws: CorruptRecord.self) { try Money(canonicalBytes: writer.bytes) }
    }

    @Test("a currency beyond 32 bits is corrupt, also when its low bits are a currency")
    func wideCurrency() {
        var writer = CanonicalWriter()
        writer.unsigned(1 << 32 | UInt64(Currency.nok.packed))
        #expect(throws: CorruptRecord.self) { try Currency(canonicalBytes: writer.bytes) }
    }

    @Test(
        "a state with an amount that cannot be is corrupt", arguments: [-1, Money.limit + 1, .max, .min] as [Int64],
        [
            \.authorized, \.captured, \.released, \.refunded,
        ] as [any WritableKeyPath<Payment.State, Int64> & Sendable])
    func stateAmounts(_ amount: Int64, _ fact: any WritableKeyPath<Payment.State, Int64> & Sendable) throws {
        var state = try Story(authorized: .nok(500_00)).payment.state
        state[keyPath: fact] = amount
        #expect(throws: CorruptRecord.self) { try Payment.State(canonicalBytes: state.canonicalBytes) }
    }

    @Test("more than a hundred pending operations are corrupt, and so is a state of an unknown version")
    func states() throws {
        var state = try Story(authorized: .nok(500_00), Terms { $0.captureTakes = .days(1) }).payment.state
        var random = Seed(1)
        state.pending = (0...Payment.pendingLimit).map { _ in random.operation() }
        #expect(throws: CorruptRecord.self) { try Payment.State(canonicalBytes: state.canonicalBytes) }
        state.pending = []
        var bytes = state.canonicalBytes
        bytes[0] = 2
        #expect(throws: CorruptRecord.self) { try Payment.State(canonicalBytes: bytes) }
    }
}
