import Ledger
import PaymentCore
import TestWorld
import Testing

/// What is stored and hashed must be read for ever: these bytes may only change together with a version.
@Suite("The canonical spelling does not drift")
struct CanonicalGoldenTests {
    @Test("an event, as the hash chain covers it")
    func event() throws {
        let capture = Operation(
            id: OperationID(high: 0xA1, low: 0xB2), order: .capture(.nok(200_00), .final), state: .pending,
            startedAt: Story.start, answersAt: Story.start + .hours(1))
        let event = Event(
            payment: PaymentID(high: 0x019B_76DA_3800_0000, low: 1), sequence: 300, at: Story.start,
            fact: .operation(capture), details: Details([0xEE]))
        var writer = CanonicalWriter()
        event.writeChained(event.fact.canonicalBytes, to: &writer)
        #expect(
            hex(writer.bytes)
                == """
                019b76da38000000 0000000000000001  // payment
                ac02                               // sequence 300
                80a0d5edee66                       // 2026-01-01T00:00:00Z in milliseconds
                06                                 // fact: operation
                00000000000000a1 00000000000000b2  // its name
                01 cb9eb902 c0b802 01              // capture, NOK, 20 000, final
                00                                 // pending
                80a0d5edee66                       // since
                01 80da8cf1ee66                    // answered an hour later
                00                                 // not to be called back
                """.joinedHex)
    }

    @Test("a state with everything in it")
    func state() throws {
        let terms = Terms {
            $0.capture = .automatic(after: .days(1))
            $0.capturesAllowed = .onePartial
            $0.remainder = .releasesAfter(.hours(1))
            $0.holdGuaranteed = .days(7)
            $0.deadline = .refuses
            $0.declineEnds = true
        }
        let script = IssuerScript {
            $0.failsRefund = .cardExpired
            $0.afterLapse = .refuses(.insufficientFunds)
            $0.unusable = .init(from: Story.start, reason: .cardBlocked)
        }
        var state = Payment.State(
            terms: terms, instrument: Instrument(kind: "card", scheme: "visa", script: script), at: Story.start)
        (state.authorized, state.captured, state.released, state.refunded) = (500_00, 200_00, 64, 63)
        state.pending = [
            Operation(
                id: OperationID(high: 0xA1, low: 0xB2), order: .reverse(releasing: .nok(1), refunding: .nok(0)),
                state: .pending, startedAt: Story.start)
        ]
        state.captures = 2
        state.automaticCaptureAsked = true
        state.authorizedAt = Story.start
        state.sequence = 300
        state.detailsSequence = 2
        #expect(
            hex(state.canonicalBytes)
                == """
                01                                 // version
                01 80f0b252 01 02 80bab703         // automatic after a day, one partial, rest released after an hour
                01 01 00                           // the deadline refuses, a decline ends, no increments
                01 8090e4c004 00000000000000       // guaranteed for seven days; seven times nil
                01 04 63617264 04 76697361         // instrument: card, visa
                00 00 01 03 02 01                  // fails refunds: card expired; after the lapse: insufficient funds
                01 80a0d5edee66 02                 // unusable from then on: blocked
                a08d06 c0b802 8001 7e              // authorized, captured, released, refunded
                01                                 // one pending operation
                00000000000000a1 00000000000000b2  // its name
                04 cb9eb902 02 cb9eb902 00         // reverse: release NOK 0.01, refund NOK 0.00
                00 80a0d5edee66 00 00              // pending since; no answer due, not to be called back
                02 00 01 00                        // two captures, no final one, the automatic one was asked for, no ending
                01 80a0d5edee66 00 00 00 00        // authorized at; four times nil
                00 ac02 80a0d5edee66 02            // not closed; 300 events, the last at, details of event 2
                """.joinedHex)
        #expect(try Payment.State(canonicalBytes: state.canonicalBytes) == state)
    }

    @Test("a refusal, as it is kept under its key")
    func refusal() {
        let refusal = Refusal.exceedsCapturable(requested: .nok(101_00), capturable: .jpy(100))
        #expect(
            hex(refusal.canonicalBytes)
                == """
                17                                 // exceeds capturable
                cb9eb902 e89d01                    // NOK 10 100
                d9a0a902 c801                      // JPY 100
                """.joinedHex)
    }

    private func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}

extension String {
    /// Hex digits only: what follows `//` on a line tells the reader what they spell.
    fileprivate var joinedHex: String {
        split(separator: "\n").map { $0.split(separator: "/")[0].filter { $0 != " " } }.joined()
    }
}
