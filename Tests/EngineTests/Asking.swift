import Engine
import PaymentCore
import TestWorld
import Testing

extension Submission {
    /// A command of the shop's on its first payment, unless said otherwise.
    static func ask(
        _ command: Command, on payment: PaymentID = Shop.payment(1),
        by scope: Scope = .account(Shop.account, of: Shop.merchant),
        key: IdempotencyKey? = nil, reference: Claim? = nil
    ) -> Submission {
        Submission(command, on: payment, by: scope, key: key, reference: reference)
    }

    var work: Work {
        .submission(
            self, key: key.map { testDigests.digest(of: $0.claim) },
            reference: reference.map { testDigests.digest(of: $0) })
    }
}

extension Engine {
    @discardableResult
    func ask(
        _ command: Command, on payment: PaymentID = Shop.payment(1),
        by scope: Submission.Scope = .account(Shop.account, of: Shop.merchant),
        key: IdempotencyKey? = nil, reference: Claim? = nil
    ) async -> Reply {
        await submit(.ask(command, on: payment, by: scope, key: key, reference: reference))
    }

    /// Creates and authorizes a payment. Fails the test when that is refused.
    func authorize(
        _ payment: PaymentID = Shop.payment(1), terms: Terms = Terms(), script: IssuerScript = IssuerScript()
    ) async throws {
        try #require(await ask(Shop.create(terms: terms), on: payment).acceptance != nil)
        try #require(await ask(Shop.approve(terms: terms, script: script), on: payment).acceptance != nil)
    }

    /// Whoever moves a merchant's clock holds this, or the clock is taken for one that nobody moves any more.
    func beginJourney(of merchant: MerchantID) throws { try #require(try duties.begin(.journey(merchant))) }
}

extension Database {
    /// Submits all before the engine starts, so that they are decided as one batch, in their order.
    func together(_ submissions: [Submission], time: ManualTime = ManualTime()) async throws -> [Reply] {
        let engine = try engine(time: time)
        return try await withThrowingTaskGroup(of: (Int, Reply).self) { group in
            for (index, submission) in submissions.enumerated() {
                group.addImmediateTask { (index, await engine.submit(submission)) }
            }
            return try await engine.running {
                var replies: [Int: Reply] = [:]
                for try await (index, reply) in group { replies[index] = reply }
                return submissions.indices.compactMap { replies[$0] }
            }
        }
    }

    /// Has the writer alone decide `works` as one batch, in their order: no pulse fires deadlines on its own.
    func inOneBatch(_ works: [Work], time: ManualTime) async throws -> [Reply] {
        let inbox = Inbox()
        let store = try open()
        let clocks = try Clocks(reader(), time: time)
        let thread = WriterThread()
        defer { thread.stop() }
        let writer = LedgerWriter(
            store: store, inbox: inbox, time: time, clocks: clocks, outbox: outbox, deadlines: Agenda(clocks),
            deliveries: Agenda(clocks), thread: thread, logger: silence)
        return try await withThrowingTaskGroup(of: (Int, WorkReply).self) { group in
            for (index, work) in works.enumerated() {
                group.addImmediateTask { (index, await inbox.submit(work)) }
            }
            try #require(inbox.depth == works.count)
            inbox.close()
            try await writer.run()
            var replies: [Int: Reply] = [:]
            for try await case (let index, .reply(let reply)) in group { replies[index] = reply }
            return works.indices.compactMap { replies[$0] }
        }
    }
}
