import Engine
import Ledger
import PaymentCore
import TestWorld
import Testing

@Suite("A deadline and a command at the same instant, in both orders", .timeLimit(.minutes(5)))
struct DeadlineRaceTests {
    private let payment = Shop.payment(1)
    private let end = Shop.opening + .days(7)

    /// Authorizes 500.00 and captures 100.00 of it, then lets `works` meet in one batch at `end`.
    private func race(
        _ kind: StoreKind, _ terms: Terms, _ works: [Work]
    ) async throws -> (replies: [Reply], payment: Payment) {
        try await withDatabase(kind) { database in
            let time = ManualTime()
            let before = [Shop.create(terms: terms), Shop.approve(terms: terms), Shop.capture(.nok(100_00))]
            _ = try await database.inOneBatch(before.map { Submission.ask($0).work }, time: time)
            time.set(to: end)
            let replies = try await database.inOneBatch(works, time: time)
            return (replies, try #require(try database.reader().payment(payment)))
        }
    }

    private func due(_ kind: Deadline.Kind) -> Work {
        .deadline(Deadline(due: end, merchant: Shop.merchant, payment: payment, kind: kind))
    }
    private var capture: Work { Submission.ask(Shop.capture(.nok(150_00))).work }

    @Test(
        "at the end of the capture window a capture is refused, whichever comes first", arguments: StoreKind.all,
        [true, false])
    func expiry(_ kind: StoreKind, captureFirst: Bool) async throws {
        var terms = Terms()
        terms.captureWindow = .days(7)
        let order = captureFirst ? [capture, due(.expire)] : [due(.expire), capture]
        let (replies, payment) = try await race(kind, terms, order)
        #expect(replies[captureFirst ? 0 : 1].refusal == .captureWindowClosed(at: end))
        #expect(replies[captureFirst ? 1 : 0].acceptance != nil)
        #expect(payment.captured == .nok(100_00) && payment.released == .nok(400_00))
    }

    @Test("a capture that comes before the rest goes back moves that deadline", arguments: StoreKind.all)
    func captureBeforeRelease(_ kind: StoreKind) async throws {
        let (replies, payment) = try await race(kind, releasing, [capture, due(.releaseRemainder)])
        #expect(replies[0].acceptance != nil)
        #expect(replies[1].refusal == .notDue)
        #expect(payment.captured == .nok(250_00) && payment.released == .nok(0))
        #expect(payment.remainderReleasedAt == end + .days(7))
    }

    @Test("a capture that comes after the rest went back is refused", arguments: StoreKind.all)
    func captureAfterRelease(_ kind: StoreKind) async throws {
        let (replies, payment) = try await race(kind, releasing, [due(.releaseRemainder), capture])
        #expect(replies[0].acceptance != nil)
        #expect(replies[1].refusal == .closed(.captured))
        #expect(payment.captured == .nok(100_00) && payment.released == .nok(400_00))
    }

    @Test("a capture before the automatic one leaves it the rest", arguments: StoreKind.all)
    func captureBeforeAutomatic(_ kind: StoreKind) async throws {
        let (replies, payment) = try await race(kind, automatic, [capture, due(.captureAutomatically)])
        #expect(replies.allSatisfy { $0.acceptance != nil })
        #expect(payment.captured == .nok(500_00) && payment.state.captures == 3)
    }

    @Test("a capture after the automatic one finds nothing", arguments: StoreKind.all)
    func captureAfterAutomatic(_ kind: StoreKind) async throws {
        let (replies, payment) = try await race(kind, automatic, [due(.captureAutomatically), capture])
        #expect(replies[0].acceptance != nil)
        #expect(replies[1].refusal == .closed(.captured))
        #expect(payment.captured == .nok(500_00) && payment.state.captures == 2)
    }

    @Test("a deadline that fires twice happens once", arguments: StoreKind.all)
    func twice(_ kind: StoreKind) async throws {
        let (replies, payment) = try await race(
            kind, releasing, [due(.releaseRemainder), due(.releaseRemainder), due(.releaseRemainder)])
        #expect(replies[0].acceptance != nil)
        #expect(replies[1].refusal == .notDue && replies[2].refusal == .notDue)
        #expect(payment.released == .nok(400_00))
    }

    private var releasing: Terms {
        var terms = Terms()
        terms.remainder = .releasesAfter(.days(7))
        return terms
    }

    private var automatic: Terms {
        var terms = Terms()
        terms.capture = .automatic(after: .days(7))
        return terms
    }
}
