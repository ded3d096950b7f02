import Engine
import PaymentCore
import TestWorld
import Testing

/// A small real ledger, written by the engine: something of everything, for the audit to look through.
enum LedgerSample {
    static let (long, waiting, refused, closed) = (Shop.payment(1), Shop.payment(2), Shop.payment(3), Shop.payment(4))

    /// Events by their numbers from 1 on: five of `long`, one of `waiting`, one of `refused`, four of `closed`.
    static func write(to database: Database) async throws {
        var terms = Terms()
        terms.holdGuaranteed = .days(3)
        terms.captureWindow = .days(7)
        var open = Terms()
        open.openFor = .hours(1)
        try await database.running { engine in
            try await submit(
                to: engine, Shop.create(details: Shop.details("cart")), on: long, reference: Shop.reference("order-1"))
            try await submit(to: engine, Shop.approve(terms: terms), on: long)
            try await submit(to: engine, Shop.capture(.nok(100_00)), on: long, key: Shop.key("k-1"))
            let parcel = Shop.capture(.nok(50_00), details: Shop.details("parcel"))
            try await submit(to: engine, parcel, on: long, key: Shop.key("k-2"))
            try await submit(to: engine, Shop.refund(.nok(20_00)), on: long)
            try await submit(to: engine, Shop.create(terms: open), on: waiting)
            try await submit(to: engine, Shop.create(), on: refused)
            let reply = await engine.submit(
                Submission(
                    Shop.capture(nil), on: refused, by: .account(Shop.account, of: Shop.merchant), key: Shop.key("k-3"))
            )
            #expect(reply.refusal == .notAuthorized)
            _ = await engine.submit(
                Submission(
                    .keepAnswer([1, 2]), on: refused, by: .account(Shop.account, of: Shop.merchant),
                    key: Shop.key("k-4")))
            try await submit(to: engine, Shop.create(), on: closed)
            try await submit(to: engine, Shop.approve(), on: closed)
            try await submit(to: engine, Shop.capture(.nok(10_00), final: true), on: closed, key: Shop.key("k-5"))
        }
    }

    private static func submit(
        to engine: Engine, _ command: Command, on payment: PaymentID, key: IdempotencyKey? = nil,
        reference: Claim? = nil
    ) async throws {
        let reply = await engine.submit(
            Submission(
                command, on: payment, by: .account(Shop.account, of: Shop.merchant), key: key, reference: reference))
        try #require(reply.acceptance != nil)
    }
}

/// A database with the sample in it, closed; unclean at its end, as each test damages it.
func withLedger(_ body: (Database) async throws -> Void) async throws {
    try await withDatabase(.sqlite, outbox: Endpoints("a", "b"), endsClean: false) { database in
        try await LedgerSample.write(to: database)
        try await body(database)
    }
}
