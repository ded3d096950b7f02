import AsyncHTTPClient
import Glibc
import NIOCore
import Synchronization

/// HTTP clients of the receivers that are being told, each bound to the one address that was checked: webhooks that follow each
/// other closely go over the same connection. Soon after the last one it is closed, before a receiver would do so.
final class ReceiverClients: Sendable {
    /// Whom a client speaks to.
    struct Receiver: Hashable {
        let host: String
        let hostAsWritten: String
        let address: String
        /// How long a connection may take to come about.
        let patience: TimeAmount
    }

    private struct Entry {
        let client: HTTPClient
        var users = 1
        /// Whether more than one webhook has gone over it: whoever took it first may find a connection that another one left.
        var isShared = false
        var lastUse = ContinuousClock.now
    }

    private struct State {
        var entries: [Receiver: Entry] = [:]
        var isSweeping = false
    }

    private let state = Mutex(State())

    /// Below what receivers commonly allow: the shortest known default, gunicorn's, is two seconds.
    private static let idle = TimeAmount.seconds(1)
    private static let rest = Duration.seconds(2)
    /// Clients that are kept without use, at most.
    private static let limit = 64

    /// Where a connection that was kept turns out to be closed, `body` runs again, over a new one.
    func with<Result: Sendable>(
        _ receiver: Receiver, _ body: (HTTPClient) async throws -> Result
    ) async throws -> Result {
        let client = take(receiver)
        do {
            let result = try await body(client)
            await giveBack(receiver)
            return result
        } catch {
            let isKept = state.withLock { $0.entries[receiver]?.isShared ?? false }
            await giveBack(receiver)
            guard isKept, Self.isClosed(error) else { throw error }
        }
        let fresh = Self.client(receiver)
        do {
            let result = try await body(fresh)
            try? await fresh.shutdown()
            return result
        } catch {
            try? await fresh.shutdown()
            throw error
        }
    }

    /// The receiver closed it, perhaps while the webhook was on its way.
    private static func isClosed(_ error: any Error) -> Bool {
        if let error = error as? IOError { return [ECONNRESET, EPIPE].contains(error.errnoCode) }
        return error as? HTTPClientError == .remoteConnectionClosed
    }

    private func take(_ receiver: Receiver) -> HTTPClient {
        state.withLock { state in
            if let entry = state.entries[receiver] {
                state.entries[receiver]?.users += 1
                state.entries[receiver]?.isShared = true
                return entry.client
            }
            let client = Self.client(receiver)
            state.entries[receiver] = Entry(client: client)
            return client
        }
    }

    private func giveBack(_ receiver: Receiver) async {
        let (excess, mustSweep) = state.withLock { state in
            state.entries[receiver]?.users -= 1
            state.entries[receiver]?.lastUse = .now
            if state.entries.count > Self.limit, state.entries[receiver]?.users == 0 {
                return (state.entries.removeValue(forKey: receiver)?.client, false)
            }
            defer { state.isSweeping = true }
            return (nil, !state.isSweeping)
        }
        try? await excess?.shutdown()
        if mustSweep { Task { await sweep() } }
    }

    /// Until none is left.
    private func sweep() async {
        while true {
            try? await Task.sleep(for: Self.rest)
            let unused = state.withLock { state -> [HTTPClient]? in
                let old = ContinuousClock.now - Self.rest
                let unused = state.entries.filter { $0.value.users == 0 && $0.value.lastUse <= old }
                for receiver in unused.keys { state.entries[receiver] = nil }
                guard unused.isEmpty, state.entries.isEmpty else { return unused.values.map(\.client) }
                state.isSweeping = false
                return nil
            }
            guard let unused else { return }
            for client in unused { try? await client.shutdown() }
        }
    }

    private static func client(_ receiver: Receiver) -> HTTPClient {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.dnsOverride[receiver.host] = receiver.address
        configuration.dnsOverride[receiver.hostAsWritten] = receiver.address
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.idleTimeout = idle
        // None waits for another to end: how many are under way is bounded where they begin.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Flights.limit
        configuration.timeout.connect = receiver.patience
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }
}
