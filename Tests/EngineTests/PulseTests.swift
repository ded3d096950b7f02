import Engine
import Ledger
import PaymentCore
import Synchronization
import TestWorld
import Testing

@Suite("The pulse", .timeLimit(.minutes(5)))
struct PulseTests {
    @Test("an idle engine looks for deadlines once, at its start")
    func idle() async throws {
        try await withDatabase(.memory) { database in
            let reader = CountingReader(database.memory)
            let engine = try Engine(
                store: try database.open(), reader: reader, digests: testDigests, outbox: Endpoints(),
                time: ManualTime(), logger: silence)
            try await engine.running { try await Task.sleep(for: .milliseconds(1_200)) }
            #expect(reader.looks == 1)
        }
    }

    @Test("a reader that fails once is asked again")
    func failingReader() async throws {
        try await withDatabase(.memory) { database in
            let time = ManualTime()
            let reader = CountingReader(database.memory, failures: 1)
            let engine = try Engine(
                store: try database.open(), reader: reader, digests: testDigests, outbox: Endpoints(), time: time,
                logger: silence)
            try await engine.running {
                var terms = Terms()
                terms.openFor = .hours(1)
                await engine.ask(Shop.create(terms: terms))
                time.advance(by: .hours(1))
                try await eventually { try engine.payment(Shop.payment(1))?.state.ending != nil }
            }
        }
    }

    @Test(
        "deadlines that wait for a frozen clock keep none from happening that follow at once, and nobody looks for them again and again"
    )
    func frozen() async throws {
        try await withDatabase(.memory) { database in
            let time = ManualTime()
            let reader = CountingReader(database.memory)
            let engine = try Engine(
                store: try database.open(), reader: reader, digests: testDigests, outbox: Endpoints(), time: time,
                logger: silence)
            try await engine.running {
                var terms = Terms()
                terms.openFor = .hours(1)
                for number in 1...300 { await engine.ask(Shop.create(terms: terms), on: Shop.payment(number)) }
                try await engine.set(.frozen(at: Shop.opening + .minutes(60) - .seconds(5)), of: Shop.merchant)
                var slow = Terms()
                slow.captureTakes = .seconds(8)
                try await engine.authorize(Shop.payment(301), terms: slow)
                await engine.ask(Shop.capture(nil), on: Shop.payment(301))
                try await eventually { try engine.payment(Shop.payment(301))?.captured.isZero == false }
                let looks = reader.stretches
                try await Task.sleep(for: .milliseconds(1_200))
                #expect(reader.stretches - looks < 10)
            }
        }
    }
}

/// The reference model's own reader, counting how often deadlines are looked for; the first looks may fail.
private final class CountingReader: PaymentReader {
    private let reader: MemoryStore
    private let failures: Int
    private let count = Atomic(0)
    private let found = Atomic(0)

    init(_ reader: MemoryStore, failures: Int = 0) {
        self.reader = reader
        self.failures = failures
    }

    var looks: Int { count.load(ordering: .relaxed) }
    /// How often a merchant's deadlines were read.
    var stretches: Int { found.load(ordering: .relaxed) }

    func nextDeadlines() throws(StoreError) -> [MerchantID: Instant] {
        guard count.add(1, ordering: .relaxed).newValue > failures else {
            throw .notCommitted(hint: "as the test asked")
        }
        return try reader.nextDeadlines()
    }

    func deadlines(of merchant: MerchantID, dueBy now: Instant, limit: Int) throws(StoreError) -> [Deadline] {
        found.add(1, ordering: .relaxed)
        return try reader.deadlines(of: merchant, dueBy: now, limit: limit)
    }

    func payment(_ id: PaymentID) throws(StoreError) -> Payment? { try reader.payment(id) }
    func events(of id: PaymentID) throws(StoreError) -> [Event] { try reader.events(of: id) }
    func nextDeadline(of merchant: MerchantID, after last: Instant) throws(StoreError) -> Instant? {
        try reader.nextDeadline(of: merchant, after: last)
    }
    func payments(ofMerchant merchant: MerchantID, page: Page) throws(StoreError) -> [Payment] {
        try reader.payments(ofMerchant: merchant, page: page)
    }
    func trialBalance(of merchant: MerchantID) throws(StoreError) -> [AccountBalance] {
        try reader.trialBalance(of: merchant)
    }

    func settlement(_ id: SettlementID) throws(StoreError) -> Settlement? { try reader.settlement(id) }

    func settlements(of merchant: MerchantID, page: SettlementPage) throws(StoreError) -> [Settlement] {
        try reader.settlements(of: merchant, page: page)
    }

    func payments(settledBy settlement: SettlementID, page: Page) throws(StoreError) -> [Payment] {
        try reader.payments(settledBy: settlement, page: page)
    }
    func hasPayments(of merchant: MerchantID) throws(StoreError) -> Bool { try reader.hasPayments(of: merchant) }
    func acceptance(_ place: DecisionPlace) throws(StoreError) -> Acceptance { try reader.acceptance(place) }
    func document(_ key: DocumentKey) throws(StoreError) -> Document? { try reader.document(key) }
    func payments(of account: AccountID, page: Page) throws(StoreError) -> [Payment] {
        try reader.payments(of: account, page: page)
    }
    func documents(of collection: DocumentCollection, page: DocumentPage) throws(StoreError) -> [Document] {
        try reader.documents(of: collection, page: page)
    }
}
