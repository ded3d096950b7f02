import Engine
import Glibc
import Metrics
import PaymentCore
import SQLiteStore
import Telemetry

/// What of the figures is looked up when somebody asks for them.
struct StoreFigures: Sendable {
    private let engine: Engine
    private let reader: any PaymentReader & DeliveryReader
    private let inboxDepth, timersDue, timersLag, outboxLag, isReachable: Meter
    /// Nil where the data lies elsewhere: PostgreSQL has figures of its own.
    private let files: Files?

    fileprivate struct Files: Sendable {
        let directory: String
        let database, log, diskFree: Meter
    }

    /// Due deadlines that are counted at most.
    private static let timerLimit = 10_000

    init(
        _ registry: MetricsRegistry, engine: Engine, reader: any PaymentReader & DeliveryReader, options: ServerOptions
    ) {
        func meter(_ name: String, _ labels: [(String, String)] = []) -> Meter {
            Meter(label: name, dimensions: labels, factory: registry)
        }
        self.engine = engine
        self.reader = reader
        inboxDepth = meter("holdfast_inbox_depth")
        timersDue = meter("holdfast_timers_due")
        timersLag = meter("holdfast_timers_lag_seconds")
        outboxLag = meter("holdfast_outbox_lag_seconds")
        isReachable = meter("holdfast_store_reachable")
        files =
            switch options.store {
            case .sqlite:
                Files(
                    directory: options.dataDirectory, database: meter("holdfast_store_bytes", [("part", "database")]),
                    log: meter("holdfast_store_bytes", [("part", "log")]), diskFree: meter("holdfast_disk_free_bytes"))
            case .postgres: nil
            }
        meter("holdfast_inbox_capacity").set(Engine.inboxCapacity)
    }

    func look() {
        inboxDepth.set(engine.inboxDepth)
        files?.look()
        do {
            outboxLag.set(seconds(oldest(of: try reader.nextDeliveries())?.age))
            let deadlines = try reader.nextDeadlines()
            timersLag.set(seconds(oldest(of: deadlines)?.age))
            timersDue.set(try count(deadlines))
            isReachable.set(1)
        } catch {
            isReachable.set(0)
        }
    }

    /// Whose thing has been due for longest, each by the merchant's own clock.
    private func oldest(of next: [MerchantID: Instant]) -> (merchant: MerchantID, age: Int64)? {
        next.map { (merchant: $0.key, age: engine.clocks.now(of: $0.key).milliseconds - $0.value.milliseconds) }
            .filter { $0.age >= 0 }.max { $0.age < $1.age }
    }

    private func count(_ next: [MerchantID: Instant]) throws(StoreError) -> Int {
        var count = 0
        for (merchant, due) in next {
            let now = engine.clocks.now(of: merchant)
            guard due <= now, count < Self.timerLimit else { continue }
            count += try reader.deadlines(of: merchant, dueBy: now, limit: Self.timerLimit - count).count
        }
        return count
    }

    private func seconds(_ milliseconds: Int64?) -> Double { Double(milliseconds ?? 0) / 1_000 }
}

extension StoreFigures.Files {
    fileprivate func look() {
        let path = SQLiteStore.path(in: directory)
        database.set(Self.size(of: path))
        log.set(Self.size(of: path + "-wal"))
        var disk = statvfs()
        if statvfs(directory, &disk) == 0 { diskFree.set(Double(disk.f_bavail) * Double(disk.f_frsize)) }
    }

    private static func size(of path: String) -> Double {
        var file = stat()
        return stat(path, &file) == 0 ? Double(file.st_size) : 0
    }
}
