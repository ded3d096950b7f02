import Engine
import PaymentCore
import PostgresStore
import Synchronization
import TestWorld
import Testing

/// Two stores on one schema, as two nodes have them.
@Suite("Many writers on one database", .timeLimit(.minutes(5)))
struct ManyWritersTests {
    private static let (one, two) = (WriterID(high: 1, low: 1), WriterID(high: 2, low: 2))

    private func nodes(_ database: Database) throws -> (PostgresStore, PostgresStore) {
        (
            try PostgresStore(database.address, writer: Self.one, isNode: true),
            try PostgresStore(database.address, writer: Self.two, isNode: true)
        )
    }

    @Test("each writer seals its own chain, and the audit verifies both")
    func chains() async throws {
        try await withDatabase(.postgres) { database in
            let nodes = try nodes(database)
            for number in 1...6 {
                let store = number.isMultiple(of: 2) ? nodes.0 : nodes.1
                try create(Shop.payment(number), on: store)
            }
            var numbers: [WriterID: [Int64]] = [:]
            try database.auditSource().batches { writer, seal, _ in numbers[writer, default: []].append(seal.number) }
            #expect(numbers == [Self.one: [1, 2, 3], Self.two: [1, 2, 3]])
        }
    }

    @Test("a batch that another node came before looks again: one of two equal keys decides, the other is answered")
    func sameKey() async throws {
        try await withDatabase(.postgres) { database in
            let nodes = try nodes(database)
            try create(Shop.payment(1), Shop.approve(), on: nodes.0)
            let key = Shop.digest(7)
            var looks = 0
            try nodes.0.execute(keys(claims: [key])) { set in
                looks += 1
                // While this node decides, the other takes the key and commits.
                if looks == 1 {
                    #expect(throws: Never.self) {
                        try nodes.1.execute(keys(claims: [key])) { Self.claim(key, over: $0, answer: [2]) }
                    }
                    return Self.claim(key, over: set, answer: [1])
                }
                #expect(set.claims[key]?.outcome == .answer([2]))
                return CommitBatch(seal: set.lastBatch, at: Shop.opening)
            }
            #expect(looks == 2)
        }
    }

    @Test("of two nodes that make the same document, found free by both, one looks again")
    func sameDocument() async throws {
        try await withDatabase(.postgres) { database in
            let nodes = try nodes(database)
            let place = DocumentKey(
                DocumentCollection(merchant: Shop.merchant, wire: Shop.wire, kind: "invoice"), [1])
            var keys = WorkingSet.Keys()
            keys.documents = [place]
            var looks = 0
            try nodes.0.execute(keys) { set in
                looks += 1
                guard set.documents.isEmpty else { return CommitBatch(seal: set.lastBatch, at: Shop.opening) }
                #expect(throws: Never.self) {
                    try nodes.1.execute(keys) { Self.put(place, over: $0, bytes: [2]) }
                }
                return Self.put(place, over: set, bytes: [1])
            }
            #expect(looks == 2)
            #expect(try database.reader().document(place)?.bytes == [2])
        }
    }

    /// Two engines that believe to be alone: everything is theirs.
    private func engines(_ database: Database, _ time: ManualTime = ManualTime()) throws -> [Engine] {
        try [Self.one, Self.two].map { writer in
            try Engine(
                store: try PostgresStore(database.address, writer: writer, isNode: true),
                reader: try database.reader(), digests: testDigests, outbox: Endpoints(), time: time, logger: silence)
        }
    }

    @Test("each deadline fires once, though two nodes believe at the same time that it is theirs")
    func fences() async throws {
        try await withDatabase(.postgres) { database in
            let time = ManualTime()
            let engines = try engines(database, time)
            try await engines[0].running {
                try await engines[1].running {
                    var terms = Terms()
                    terms.openFor = .hours(1)
                    for number in 1...40 {
                        _ = await engines[number % 2].submit(
                            Submission(
                                Shop.create(terms: terms), on: Shop.payment(number),
                                by: .account(Shop.account, of: Shop.merchant)))
                    }
                    time.advance(by: .hours(2))
                    for engine in engines { try await engine.set(.real, of: Shop.merchant) }
                    let reader = try database.reader()
                    try await eventually {
                        try (1...40).allSatisfy { try reader.payment(Shop.payment($0))?.state.ending != nil }
                    }
                    for number in 1...40 { #expect(try reader.events(of: Shop.payment(number)).count == 2) }
                }
            }
        }
    }

    @Test("two nodes that capture one payment at once lose nothing and double nothing")
    func onePayment() async throws {
        try await withDatabase(.postgres) { database in
            let engines = try engines(database)
            try await engines[0].running {
                try await engines[1].running {
                    for command in [Shop.create(.nok(100_00)), Shop.approve()] { _ = await ask(engines[0], command) }
                    let captured = await withTaskGroup(of: Bool.self) { group in
                        for number in 1...40 {
                            group.addTask { await ask(engines[number % 2], Shop.capture(.nok(5_00))) }
                        }
                        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                    }
                    #expect(captured == 20)
                    let payment = try engines[0].payment(Shop.payment(1))
                    #expect(payment?.captured == .nok(100_00))
                }
            }
        }
    }

    @Test("a batch whose commit was never answered is void for good when it is not there")
    func void() async throws {
        try await withDatabase(.postgres) { database in
            let store = try PostgresStore(database.address, writer: Self.one)
            try create(Shop.payment(1), on: store)
            // The connection dies between the writing and the commit.
            #expect {
                try store.execute(keys(Shop.payment(2))) { set in
                    var batch = HandwrittenBatch(set, at: Shop.opening)
                    batch.decide(Shop.create(), on: Shop.payment(2))
                    defer { _ = try? database.raw().rows(Self.cutOff) }
                    return batch.commit()
                }
            } throws: { error in
                if case .notCommitted = error as? StoreError { true } else { false }
            }
            try create(Shop.payment(3), on: store)
            #expect(try database.reader().payment(Shop.payment(2)) == nil)
            #expect(try database.reader().payment(Shop.payment(3)) != nil)
        }
    }

    /// Ends every connection of this schema's stores that is in the middle of a transaction.
    private static let cutOff = """
        SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
        JOIN pg_class c ON c.oid = l.relation
        WHERE c.relnamespace = current_schema()::regnamespace AND a.pid <> pg_backend_pid() AND a.state LIKE 'idle in%'
        """

    private func keys(_ payments: PaymentID..., claims: [ClaimDigest] = []) -> WorkingSet.Keys {
        var keys = WorkingSet.Keys()
        keys.payments = Set(payments)
        keys.claims = Set(claims)
        return keys
    }

    private func create(_ id: PaymentID, _ more: Command..., on store: PostgresStore) throws {
        try store.execute(keys(id)) { set in
            var batch = HandwrittenBatch(set, at: Shop.opening)
            for command in [Shop.create()] + more { batch.decide(command, on: id) }
            return batch.commit()
        }
    }

    private static func claim(_ key: ClaimDigest, over set: WorkingSet, answer: [UInt8]) -> CommitBatch {
        var commit = CommitBatch(seal: set.lastBatch.nextWithoutEvents, at: Shop.opening)
        commit.claims[key] = ClaimRecord(
            merchant: Shop.merchant, fingerprint: [1], expiresAt: nil, outcome: .answer(answer))
        return commit
    }

    private static func put(_ place: DocumentKey, over set: WorkingSet, bytes: [UInt8]) -> CommitBatch {
        var commit = CommitBatch(seal: set.lastBatch.nextWithoutEvents, at: Shop.opening)
        commit.documents = [.put(Document(key: place, bytes: bytes))]
        return commit
    }

    private func ask(_ engine: Engine, _ command: Command) async -> Bool {
        let reply = await engine.submit(
            Submission(command, on: Shop.payment(1), by: .account(Shop.account, of: Shop.merchant)))
        if case .decided(.accepted, _) = reply { return true }
        return false
    }
}
