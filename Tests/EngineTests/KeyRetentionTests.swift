import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Idempotency keys: what is kept, and how long", .timeLimit(.minutes(5)))
struct KeyRetentionTests {
    @Test("a refusal is kept where the wire keeps refusals", arguments: StoreKind.all)
    func refusalKept(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let key = Shop.key("k-1", keepsRefusals: true)
            try await database.running { engine in
                try await engine.authorize()
                let first = await engine.ask(Shop.refund(.nok(1_00)), key: key)
                #expect(first.refusal == .nothingCaptured && !first.isReplayed)
                await engine.ask(Shop.capture(nil))
                let again = await engine.ask(Shop.refund(.nok(1_00)), key: key)
                #expect(again.refusal == .nothingCaptured && again.isReplayed)
            }
        }
    }

    @Test("a refusal leaves the key free where the wire keeps none", arguments: StoreKind.all)
    func refusalNotKept(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let key = Shop.key("k-1", keepsRefusals: false)
            try await database.running { engine in
                try await engine.authorize()
                #expect(await engine.ask(Shop.refund(.nok(1_00)), key: key).refusal == .nothingCaptured)
                await engine.ask(Shop.capture(nil))
                let again = await engine.ask(Shop.refund(.nok(1_00)), key: key)
                #expect(again.acceptance?.payment.refunded == .nok(1_00) && !again.isReplayed)
            }
        }
    }

    @Test(
        "what the issuer failed is kept where the wire keeps it, and may be tried again where not",
        arguments: StoreKind.all, [true, false])
    func failure(_ kind: StoreKind, keeps: Bool) async throws {
        try await withDatabase(kind) { database in
            let key = Shop.key("k-1", keepsFailures: keeps)
            let script = IssuerScript { $0.failsCapture = .technical }
            try await database.running { engine in
                try await engine.authorize(script: script)
                let first = await engine.ask(Shop.capture(.nok(1_00)), key: key)
                #expect(first.acceptance?.operation?.state == .failed(.technical))
                let again = await engine.ask(Shop.capture(.nok(1_00)), key: key)
                #expect(again.isReplayed == keeps)
                #expect(again.acceptance?.operation?.state == .failed(.technical))
            }
            let replies = try await database.together([
                .ask(Shop.capture(.nok(2_00)), key: Shop.key("k-2", keepsFailures: keeps)),
                .ask(Shop.capture(.nok(2_00)), key: Shop.key("k-2", keepsFailures: keeps)),
            ])
            #expect(replies.map(\.isReplayed) == [false, keeps])
        }
    }

    @Test("a refusal is kept or not within one batch as well", arguments: StoreKind.all, [true, false])
    func withinBatch(_ kind: StoreKind, keeps: Bool) async throws {
        try await withDatabase(kind) { database in
            try await database.running { try await $0.authorize() }
            let key = Shop.key("k-1", keepsRefusals: keeps)
            let replies = try await database.together([
                .ask(Shop.refund(.nok(1_00)), key: key), .ask(Shop.capture(nil)),
                .ask(Shop.refund(.nok(1_00)), key: key),
            ])
            #expect(replies[2].isReplayed == keeps)
            #expect((replies[2].refusal == .nothingCaptured) == keeps)
        }
    }

    @Test("a key stands until its time is over, and is free from that instant on", arguments: StoreKind.all)
    func expires(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let time = ManualTime()
            let key = Shop.key("k-1", retention: .hours(1))
            try await database.running(time: time) { engine in
                try await engine.authorize()
                await engine.ask(Shop.capture(.nok(100_00)), key: key)
                time.set(to: Instant(milliseconds: Shop.opening.milliseconds + 3_599_999))
                #expect(await engine.ask(Shop.capture(.nok(100_00)), key: key).isReplayed)
                time.set(to: Shop.opening + .hours(1))
                let other = Shop.key("k-1", body: "another body", retention: .hours(1))
                let anew = await engine.ask(Shop.capture(.nok(50_00)), key: other)
                #expect(anew.acceptance?.payment.captured == .nok(150_00) && !anew.isReplayed)
                #expect(await engine.ask(Shop.capture(.nok(50_00)), key: other).isReplayed, "it stands again")
            }
        }
    }

    @Test("a key without an end stands for ever", arguments: StoreKind.all)
    func endless(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let time = ManualTime()
            let key = Shop.key("k-1", retention: nil)
            try await database.running(time: time) { engine in
                try await engine.authorize()
                await engine.ask(Shop.capture(.nok(100_00)), key: key)
                time.advance(by: .days(36_500))
                #expect(await engine.ask(Shop.capture(.nok(100_00)), key: key).isReplayed)
            }
        }
    }

    static let answers: [[UInt8]] = [Array("{\"title\":\"Bad Request\"}".utf8), [0xFF, 0x00], []]

    @Test("a wire's own answer to a malformed request is kept, byte for byte", arguments: StoreKind.all, answers)
    func keptAnswer(_ kind: StoreKind, _ bytes: [UInt8]) async throws {
        try await withDatabase(kind) { database in
            let malformed = Submission(
                .keepAnswer(bytes), on: Shop.payment(1), by: .account(Shop.account, of: Shop.merchant),
                key: Shop.key("k-1"))
            let replies = try await database.together([malformed, malformed])
            #expect(replies.map(\.kept) == [bytes, bytes])
            #expect(replies.map(\.isReplayed) == [false, true])
            try await database.running { engine in
                let again = await engine.submit(malformed)
                #expect(again.kept == bytes && again.isReplayed)
                let other = await engine.ask(Shop.create(), key: Shop.key("k-1", body: "well-formed"))
                #expect(other.refusal == .keyReused)
            }
        }
    }
}
