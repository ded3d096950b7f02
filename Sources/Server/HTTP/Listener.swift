import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Listens for connections, and ends them well.
///
/// A thread of its own accepts them, so that whoever knocks is let in however much there is to do: then it is known who waits, and
/// who is to be refused. Those whom nobody lets in the system turns away without a word, and they come again later and later.
struct Listener: Service {
    let channel: HTTPChannel
    let host: String
    /// 0 picks a free one.
    let port: Int
    /// Told of the listening channel.
    let announce: @Sendable (any Channel) -> Void

    /// Connections that may wait to be accepted. The system may allow fewer.
    private static let backlog: Int32 = 4_096

    /// Until told to end: then it listens no more, and every connection ends with the answer that it waits for.
    func run() async throws {
        let accepting = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let connections = Connections()
        let server = try await ServerBootstrap(group: accepting, childGroup: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { [channel] accepted in
                accepted.eventLoop.makeCompletedFuture { connections.add(try channel.setUp(accepted)) }
            }
            .bind(host: host, port: port).get()
        announce(server)
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                try? await server.closeFuture.get()
                await connections.allClosed()
            } onGracefulShutdown: {
                server.close(promise: nil)
                connections.end { $0.end() }
            }
        } onCancel: {
            server.close(promise: nil)
            connections.end { $0.channel.close(promise: nil) }
        }
        try? await accepting.shutdownGracefully()
    }
}

/// Every connection there is.
private final class Connections: Sendable {
    private let state = Mutex(State())

    private struct State {
        var open: [ObjectIdentifier: HTTPChannel.Connection] = [:]
        /// What becomes of one that comes now. Nil: it stays.
        var ending: (@Sendable (HTTPChannel.Connection) -> Void)?
        var waiter: CheckedContinuation<Void, Never>?
    }

    func add(_ connection: HTTPChannel.Connection) {
        let id = ObjectIdentifier(connection.channel)
        let ending = state.withLock { state in
            state.open[id] = connection
            return state.ending
        }
        connection.channel.closeFuture.whenComplete { _ in self.remove(id) }
        ending?(connection)
    }

    private func remove(_ id: ObjectIdentifier) {
        let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
            state.open[id] = nil
            return state.open.isEmpty ? state.waiter.take() : nil
        }
        waiter?.resume()
    }

    func end(_ ending: @escaping @Sendable (HTTPChannel.Connection) -> Void) {
        let open = state.withLock { state in
            state.ending = ending
            return Array(state.open.values)
        }
        for connection in open { ending(connection) }
    }

    func allClosed() async {
        await withCheckedContinuation { waiter in
            let isOver = state.withLock { state in
                if !state.open.isEmpty { state.waiter = waiter }
                return state.open.isEmpty
            }
            if isOver { waiter.resume() }
        }
    }
}
