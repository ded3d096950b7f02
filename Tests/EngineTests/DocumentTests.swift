import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Documents beside payments", .timeLimit(.minutes(5)))
struct DocumentTests {
    private static let collection = DocumentCollection(merchant: Shop.merchant, wire: Shop.wire, kind: "token")
    private static let key = DocumentKey(collection, [7])

    private func create(_ text: String, key: IdempotencyKey? = nil) -> Submission {
        Submission(
            Shop.create(), on: Shop.payment(1), by: .account(Shop.account, of: Shop.merchant), key: key,
            documents: [.put(Document(key: Self.key, bytes: Array(text.utf8)))])
    }

    @Test("a document lands with the decision it came with", arguments: StoreKind.all)
    func withDecision(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                _ = await engine.submit(create("first"))
            }
            #expect(try database.reader().document(Self.key)?.bytes == Array("first".utf8))
        }
    }

    @Test("a refused command and a replay write no document", arguments: StoreKind.all)
    func onlyAccepted(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                _ = await engine.submit(create("first", key: Shop.key("k-1")))
                #expect(await engine.submit(create("second")).refusal == .paymentExists)
                #expect(await engine.submit(create("third", key: Shop.key("k-1"))).isReplayed)
            }
            #expect(try database.reader().document(Self.key)?.bytes == Array("first".utf8))
        }
    }

    @Test("a document that comes with no payment is durable once written", arguments: StoreKind.all)
    func alone(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let document = Document(key: Self.key, bytes: [1])
            try await database.running { engine in try await engine.write([.put(document)]) }
            try await database.running { engine in
                #expect(try engine.document(Self.key) == document)
                try await engine.write([.remove(Self.key)])
                #expect(try engine.document(Self.key) == nil)
            }
        }
    }

    @Test("a document is gone from the instant its time is over", arguments: StoreKind.all)
    func expires(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let time = ManualTime()
            try await database.running(time: time) { engine in
                let end = Shop.opening + .hours(1)
                try await engine.write([.put(Document(key: Self.key, bytes: [1], expiresAt: end))])
                time.set(to: Instant(milliseconds: end.milliseconds - 1))
                #expect(try engine.document(Self.key) != nil)
                time.set(to: end)
                #expect(try engine.document(Self.key) == nil)
            }
        }
    }

    @Test("of many who take one document at once one gets it, and the others write nothing", arguments: StoreKind.all)
    func takenOnce(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            try await database.running { engine in
                try await engine.write([.put(Document(key: Self.key, bytes: [1]))])
                let winners = await withTaskGroup(of: Bool.self) { group in
                    for number: UInt8 in 1...32 {
                        group.addTask {
                            let prize = Document(key: DocumentKey(Self.collection, [8, number]), bytes: [])
                            do {
                                try await engine.write([.remove(Self.key), .put(prize)], where: [.stands(Self.key)])
                                return true
                            } catch {
                                #expect(error as? DocumentsNotWritten == .conflict(Self.key))
                                return false
                            }
                        }
                    }
                    return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(winners == 1)
                let page = DocumentPage(limit: 100, order: .oldestFirst)
                #expect(try engine.documents(of: Self.collection, page: page).count == 1)
            }
        }
    }

    @Test("a place is free until something stands there, and again once its time is over", arguments: StoreKind.all)
    func free(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let time = ManualTime()
            try await database.running(time: time) { engine in
                let end = Shop.opening + .hours(1)
                let (first, second) = (
                    Document(key: Self.key, bytes: [1], expiresAt: end), Document(key: Self.key, bytes: [2])
                )
                let other = DocumentKey(Self.collection, [8])
                await #expect(throws: DocumentsNotWritten.conflict(other)) {
                    try await engine.write([.put(first)], where: [.isFree(Self.key), .stands(other)])
                }
                try await engine.write([.put(first)], where: [.isFree(Self.key)])
                await #expect(throws: DocumentsNotWritten.conflict(Self.key)) {
                    try await engine.write([.put(second)], where: [.isFree(Self.key)])
                }
                #expect(try engine.document(Self.key) == first)
                time.set(to: end)
                await #expect(throws: DocumentsNotWritten.conflict(Self.key)) {
                    try await engine.write([.put(second)], where: [.stands(Self.key)])
                }
                try await engine.write([.put(second)], where: [.isFree(Self.key)])
                #expect(try engine.document(Self.key) == second)
            }
        }
    }

    @Test("what a payment brings along is met by the conditions of the same batch", arguments: StoreKind.all)
    func sameBatch(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let engine = try database.engine()
            await withTaskGroup { group in
                // Immediate: both queue before the engine runs, so that one batch holds them, in this order.
                group.addImmediateTask { #expect(await engine.submit(create("first")).acceptance != nil) }
                group.addImmediateTask {
                    await #expect(throws: DocumentsNotWritten.conflict(Self.key)) {
                        try await engine.write([.remove(Self.key)], where: [.isFree(Self.key)])
                    }
                }
                group.addTask {
                    try? await engine.running { try await eventually { try engine.document(Self.key) != nil } }
                }
            }
            #expect(try database.reader().document(Self.key) != nil)
        }
    }

    @Test("what cannot be written is said to be unavailable", arguments: StoreKind.all)
    func trouble(_ kind: StoreKind) async throws {
        try await withDatabase(kind) { database in
            let engine = try database.engine()
            let write = DocumentWrite.put(Document(key: Self.key, bytes: [1]))
            try await engine.running {
                database.faults.next(.fails)
                await #expect(throws: Unavailable.storeDown) { try await engine.write([write]) }
                database.faults.next(.fails)
                await #expect(throws: DocumentsNotWritten.unavailable(.storeDown)) {
                    try await engine.write([write], where: [.isFree(Self.key)])
                }
            }
            await #expect(throws: Unavailable.closing) { try await engine.write([write]) }
            #expect(try database.reader().document(Self.key) == nil)
        }
    }

    @Test("what came of a webhook is kept, or said not to be", arguments: StoreKind.all)
    func attempts(_ kind: StoreKind) async throws {
        try await withDatabase(kind, outbox: Endpoints("a")) { database in
            try await database.running { engine in
                await engine.ask(Shop.create())
                let attempt = DeliveryAttempt(
                    place: DeliveryPlace(payment: Shop.payment(1), sequence: 1, endpoint: "a"), number: 1,
                    at: Shop.opening, took: .zero, status: 200, note: "ok", next: nil)
                let reader = try database.deliveryReader()
                let era = engine.clocks.era(of: Shop.merchant)
                database.faults.next(.fails)
                #expect(await !engine.record(attempt, seenIn: era))
                #expect(try reader.attempts(of: Shop.payment(1)).isEmpty)
                #expect(await engine.record(attempt, seenIn: era))
                #expect(try reader.attempts(of: Shop.payment(1)) == [attempt])
                #expect(try reader.nextDelivery(of: Shop.merchant) == nil)
            }
        }
    }
}
