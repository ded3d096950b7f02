import Crypto
import DialectKit
import Engine
import Logging
import PaymentCore
import SQLiteStore
import TestWorld
import TimeTravel
import Webhooks

/// One life of the server: the real store, engine, pulse, dispatcher and time machine, on a lane of their own.
///
/// `@unchecked Sendable`: used on the simulation's one thread.
final class SimulatedServer: @unchecked Sendable {
    let lane: Lane
    let engine: Engine
    let reader: SQLiteReader
    let time: SimulatedTime
    let machine: TimeMachine
    private(set) var hasEnded = false
    private let store: SQLiteStore
    private let scheduler: Scheduler
    private var tasks: [Task<Void, Never>] = []

    /// Opens what lies in `directory`, as every start does. Throws what the store says when it cannot. `gaveUp` is told
    /// when the server ends by itself.
    init(
        directory: String, _ scheduler: Scheduler, _ wall: WallClock, _ witness: Witness, _ receiver: Receiver,
        seed: Seed, inboxCapacity: Int, isAlive: @escaping () -> Bool, gaveUp: @escaping @Sendable () -> Void
    ) throws(StoreError) {
        self.scheduler = scheduler
        lane = Lane(scheduler)
        time = SimulatedTime(scheduler, wall)
        // Everything runs on the simulation's one thread; the engine's writer among it.
        nonisolated(unsafe) let store = try SQLiteStore(
            directory: directory, checkpointsBeside: false, logPagesLimit: 60)
        self.store = store
        // As above.
        nonisolated(unsafe) let watched = WatchedStore(store, witness, isAlive: isAlive)
        reader = try SQLiteReader(directory: directory, lanes: 1)
        let salts = Salts(seed)
        engine = try Engine(
            store: watched, reader: reader, digests: testDigests, outbox: Endpoints(Receiver.endpoint), time: time,
            inboxCapacity: inboxCapacity, thread: lane.writer, salt: { salts.next() }, logger: silence)
        let wires = DialectDirectory([PlainWire()])
        let time = self.time
        let registry = SubscriptionRegistry(
            sealer: Sealer(key: SymmetricKey(data: [UInt8](repeating: 5, count: 32))), reader: reader,
            identifiers: IdentifierSource { time.now() })
        let announcers = AnnouncerDirectory([PlainWire()])
        registry.serve(engine, announcers)
        let dispatcher = Dispatcher(
            engine: engine, reader: reader, dialects: wires, announcers: announcers, subscriptions: registry,
            sender: receiver, time: time, logger: silence)
        machine = TimeMachine(engine: engine, reader: reader, time: time, logger: silence)
        let engine = self.engine
        run {
            do { try await engine.run() } catch {
                // The outcome of a commit stayed unknown: a server ends then, and its next start reads the truth.
            }
            if !Task.isCancelled { gaveUp() }
        }
        run { await dispatcher.dispatch() }
    }

    /// Something that this server does.
    func run(_ body: @escaping @Sendable () async -> Void) {
        tasks.append(Task(executorPreference: lane) { await body() })
    }

    /// Moves pages from the log to the database, as the server's checkpointer does beside the writer.
    func checkpoint() { store.checkpoint() }

    /// Ends what runs: a shutdown on a disk that takes writes, and on one that does not a death, of whose answers nobody
    /// hears. False when it does not end.
    func end(gracefully: Bool) -> Bool {
        if !gracefully { hasEnded = true }
        defer { hasEnded = true }
        for task in tasks { task.cancel() }
        tasks = []
        return scheduler.drain(lane)
    }
}

/// The store as the witness sees it.
private final class WatchedStore: Store {
    private let store: SQLiteStore
    private let witness: Witness
    /// Whether the process lives that this store belongs to.
    private let isAlive: () -> Bool
    private var unknown: CommitBatch?

    init(_ store: SQLiteStore, _ witness: Witness, isAlive: @escaping () -> Bool) {
        self.store = store
        self.witness = witness
        self.isAlive = isAlive
    }

    func execute(_ keys: WorkingSet.Keys, _ decide: (WorkingSet) -> CommitBatch) throws(StoreError) {
        var written: CommitBatch?
        let wasAlive = isAlive()
        do throws(StoreError) {
            try store.execute(keys) { set in
                let batch = decide(set)
                written = batch
                return batch
            }
        } catch {
            if let written, wasAlive { witness.failed(written) }
            unknown = written
            throw error
        }
        if let written { witness.committed(written) }
    }

    func holds(batch number: Int64) throws(StoreError) -> Bool {
        let holds = try store.holds(batch: number)
        if holds, let unknown, unknown.seal.number == number { witness.committed(unknown) }
        return holds
    }

    func close() throws(StoreError) { try store.close() }
}

/// Salts that the seed repeats.
///
/// `@unchecked Sendable`: used on the simulation's one thread.
private final class Salts: @unchecked Sendable {
    private var seed: Seed
    init(_ seed: Seed) { self.seed = seed }
    func next() -> [UInt8] { seed.bytes(16) }
}
