import Engine
import PaymentCore
package import TestWorld

/// The real engine's batches over a store, under one seeded scheduler: requests that queue, repeat and race, deadlines,
/// clock jumps, and crashes before and after commits. No thread and no sleep: the same seed is the same history, over the
/// reference model as over a real database.
package struct BatchWorld {
    private var seed: Seed
    private let payments = 4
    private let reader: any PaymentReader
    private let faults: StoreFaults
    private let open: () throws -> any Store
    private let audited: () throws -> any AuditSource
    private var store: any Store
    private let writer: BatchWriter
    private var workload = Workload()
    private var auditor = Auditor()
    private var inbox: [Auditor.Sent] = []
    private var now = Shop.opening.milliseconds
    package private(set) var commands = 0
    private var attempts: UInt64 = 0

    /// Over the reference model.
    package init(seed: Seed) throws {
        let (model, faults) = (MemoryStore(), StoreFaults())
        try self.init(seed, faults, open: { FaultyStore(model, faults: faults) }, reader: { model }, audited: { model })
    }

    /// Over a real database, which takes its time: nothing of it is simulated but what the faults do.
    package init(seed: Seed, over database: Database) throws {
        try self.init(
            seed, database.faults, open: { try database.open() }, reader: { try database.reader() },
            audited: { try database.auditSource() })
    }

    private init(
        _ seed: Seed, _ faults: StoreFaults, open: @escaping () throws -> any Store,
        reader: () throws -> any PaymentReader, audited: @escaping () throws -> any AuditSource
    ) throws {
        self.seed = seed
        self.faults = faults
        self.open = open
        self.audited = audited
        store = try open()
        self.reader = try reader()
        writer = BatchWriter(outbox: Endpoints("shop"), salt: { [UInt8](repeating: 1, count: 16) })
    }

    /// Runs so many steps, then lets everything that is due happen. What is wrong, or nil.
    package mutating func run(steps: Int) throws -> String? {
        for _ in 0..<steps {
            if let wrong = try step() { return wrong }
        }
        return try settle()
    }

    private mutating func step() throws -> String? {
        switch seed.number(in: 1...100) {
        case 1...50: send()
        case 51...78: return try write(atMost: seed.number(in: 1...12))
        case 79...88: try fireWhatIsDue()
        case 89...94: now += Int64(seed.pick([1, 1_000, 60_000, 1_800_000]))
        // The second ends an hour before a key's retention.
        case 95, 96: now += Int64(seed.pick([6, 23, 2 * 24, 8 * 24]) * 3_600_000)
        default:
            faults.next(
                seed.pick(
                    [
                        .fails, .outcomeUnknown(landed: true), .outcomeUnknown(landed: false), .crashesBeforeCommit,
                        .crashesAfterCommit,
                    ]))
        }
        return nil
    }

    private mutating func send() {
        let wish = workload.next(&seed, payments: payments)
        for _ in 0..<(seed.chance(10) ? 2 : 1) { inbox.append(sent(wish)) }
    }

    private mutating func sent(_ wish: Workload.Wish) -> Auditor.Sent {
        attempts += 1
        let operation = OperationID(high: 0xAB, low: attempts)
        auditor.note(operation, under: wish.key)
        let command = workload.command(for: wish, naming: operation)
        let account = wish.isForeign ? Shop.otherAccount : Shop.account
        let key = wish.key.map {
            Shop.key($0, body: wish.body, account: account, retention: Workload.retention)
        }
        let submission = Submission(command, on: wish.payment, by: .account(account, of: Shop.merchant), key: key)
        return Auditor.Sent(
            work: .submission(submission, key: key.map { testDigests.digest(of: $0.claim) }, reference: nil),
            command: command, payment: wish.payment, key: wish.key.map { ($0, wish.body) },
            isForeign: wish.isForeign)
    }

    private mutating func fireWhatIsDue() throws {
        for deadline in try reader.deadlines(of: Shop.merchant, dueBy: Instant(milliseconds: now), limit: 8) {
            for _ in 0..<(seed.chance(10) ? 2 : 1) {
                inbox.append(Auditor.Sent(deadline: deadline))
            }
        }
    }

    /// One batch of what waits. After a crash what waited is gone, and the store is opened again.
    private mutating func write(atMost limit: Int) throws -> String? {
        guard !inbox.isEmpty else { return nil }
        let batch = Array(inbox.prefix(limit))
        inbox.removeFirst(batch.count)
        commands += batch.count
        let result: BatchWriter.Result
        do {
            result = try writer.write(batch.map(\.work), to: store, at: Instant(milliseconds: now))
        } catch {
            inbox = []
            store = try reopened()
            return try auditor.catchUp(with: reader, workload)
        }
        switch result {
        case .notWritten, .stale: return try auditor.catchUp(with: reader, workload)
        case .written(let replies, _):
            for (sent, reply) in zip(batch, replies) {
                if let wrong = try auditor.judge(sent, reply, at: now, reader, workload) { return wrong }
            }
            return try auditor.compare(with: reader)
        }
    }

    /// The one before lets go of its database first.
    private mutating func reopened() throws -> any Store {
        store = MemoryStore()
        return try open()
    }

    /// Lets time pass until nothing more will happen by itself; then everything must have come to its end.
    private mutating func settle() throws -> String? {
        while !inbox.isEmpty { if let wrong = try write(atMost: 12) { return wrong } }
        var rounds = 0
        while let next = try reader.nextDeadline(of: Shop.merchant) {
            now = max(now, next.milliseconds)
            inbox = try reader.deadlines(of: Shop.merchant, dueBy: Instant(milliseconds: now), limit: 64).map {
                Auditor.Sent(deadline: $0)
            }
            if let wrong = try write(atMost: 64) { return wrong }
            rounds += 1
            guard rounds < 2_000 else { return "deadlines never end" }
        }
        if let wrong = auditor.unfinished(at: Int(now)) { return wrong }
        var audit = Audit(of: try audited(), outbox: Endpoints("shop"))
        try audit.run()
        return audit.report.findings.first.map { "the engine's own audit: \($0)" }
    }
}
