import Crypto
package import Engine
package import Logging
import ServiceLifecycle

/// Says nothing: what an engine logs under test is expected.
package let silence = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// The key of every test's digests.
package let testDigests = DigestKey(SymmetricKey(data: [UInt8](repeating: 7, count: 32)))

extension Database {
    /// An engine that has not been started: what is submitted queues.
    package func engine(
        time: any TimeSource = ManualTime(), inboxCapacity: Int = 4_096, batchLimit: Int = Engine.batchLimit,
        watch: (any EngineWatch)? = nil
    ) throws -> Engine {
        let store = try open()
        return try Engine(
            store: store, reader: try reader(), digests: testDigests, outbox: outbox, time: time,
            inboxCapacity: inboxCapacity, batchLimit: batchLimit, watch: watch, logger: silence)
    }

    /// Starts an engine over the database, and shuts it down gracefully after `body`.
    @discardableResult
    package func running<Value>(
        time: any TimeSource = ManualTime(), _ body: (Engine) async throws -> Value
    ) async throws -> Value {
        let engine = try engine(time: time)
        return try await engine.running { try await body(engine) }
    }
}

extension Engine {
    /// Runs until `body` has returned, then shuts down gracefully.
    @discardableResult
    package func running<Value>(_ body: () async throws -> Value) async throws -> Value {
        let services = ServiceGroup(
            configuration: .init(services: [.init(service: self)], logger: silence))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            let value: Value
            do {
                value = try await body()
            } catch {
                await services.triggerGracefulShutdown()
                throw error
            }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            return value
        }
    }
}
