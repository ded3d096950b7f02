import Engine
import PaymentCore
import TestWorld
import Testing

/// A server that slept, or a clock that jumped: several deadlines are past when the first is looked at.
@Suite("Deadlines that are noticed late", .timeLimit(.minutes(5)))
struct LateDeadlineTests {
    private let payment = Shop.payment(1)

    @Test("an automatic capture happens as agreed, though noticed after the capture window", arguments: StoreKind.all)
    func automaticCapture(_ kind: StoreKind) async throws {
        var terms = Terms()
        terms.capture = .automatic(after: .days(2))
        terms.captureWindow = .days(7)
        let late = try await afterSleeping(.days(10), kind, terms)
        #expect(late.captured == .nok(500_00))
        #expect(late.state.closed?.cause == .captured && late.released == .nok(0))
    }

    @Test("a hold that lapsed and then expired does both, in that order", arguments: StoreKind.all)
    func lapseThenExpiry(_ kind: StoreKind) async throws {
        var terms = Terms()
        terms.holdGuaranteed = .days(7)
        terms.captureWindow = .days(30)
        let late = try await afterSleeping(.days(100), kind, terms)
        #expect(late.state.lapsedAt == Shop.opening + .days(100))
        #expect(late.state.closed?.cause == .expired && late.released == .nok(500_00))
    }

    @Test(
        "what a failed capture gives back is released too, when the window had closed before", arguments: StoreKind.all)
    func failedCaptureAfterExpiry(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let time = ManualTime()
            var terms = Terms()
            terms.captureTakes = .hours(2)
            terms.captureWindow = .hours(1)
            var script = IssuerScript()
            script.failsCapture = .insufficientFunds
            let commands = [
                Shop.create(terms: terms), Shop.approve(terms: terms, script: script),
                Shop.capture(.nok(200_00), id: Shop.operation(1)),
            ]
            _ = try await database.inOneBatch(commands.map { Submission.ask($0).work }, time: time)
            time.advance(by: .hours(3))
            // In one batch: the window closes over the 300.00 that are free, then the issuer refuses the 200.00.
            let expiry = Deadline(
                due: Shop.opening + .hours(1), merchant: Shop.merchant, payment: payment, kind: .expire)
            let answer = Deadline(
                due: Shop.opening + .hours(2), merchant: Shop.merchant, payment: payment, kind: .answer,
                operation: Shop.operation(1))
            _ = try await database.inOneBatch([.deadline(expiry), .deadline(answer)], time: time)
            #expect(try database.reader().deadlines(of: Shop.merchant, dueBy: time.now(), limit: 10) == [expiry])
            try await database.running(time: time) { engine in
                try await eventually { try engine.payment(payment)?.state.closed != nil }
                #expect(try engine.payment(payment)?.released == .nok(500_00))
            }
        }
    }

    @Test("a clock that is set back lets no event precede another (I8)", arguments: StoreKind.all)
    func clockSetBack(_ kind: StoreKind) async throws {
        try await withDatabase(kind, outbox: Endpoints("a")) { database in
            let time = ManualTime()
            try await database.running(time: time) { engine in
                try await engine.authorize(payment)
                time.set(to: Instant(milliseconds: 1))
                let reply = await engine.ask(Shop.capture(.nok(1_00)))
                #expect(reply.acceptance?.events.map(\.at) == [Shop.opening])
                #expect(
                    try database.deliveryReader().nextDelivery(of: Shop.merchant) == Instant(milliseconds: 1),
                    "told at once")
                let stranger = await engine.ask(Shop.create(), on: Shop.payment(2))
                #expect(stranger.acceptance?.payment.birth.at == Instant(milliseconds: 1))
            }
            try await database.running(time: time) { engine in
                let reply = await engine.ask(Shop.capture(.nok(1_00)))
                #expect(reply.acceptance?.events.map(\.at) == [Shop.opening])
            }
        }
    }

    /// The payment, authorized at the opening, once everything is over that came due while nobody ran.
    private func afterSleeping(_ sleep: Interval, _ kind: StoreKind, _ terms: Terms) async throws -> Payment {
        try await withDatabase(kind) { database in
            let time = ManualTime()
            try await database.running(time: time) { try await $0.authorize(payment, terms: terms) }
            time.advance(by: sleep)
            try await database.running(time: time) { _ in
                try await eventually { try database.reader().nextDeadline(of: Shop.merchant) == nil }
            }
            return try #require(try database.reader().payment(payment))
        }
    }
}
