import DialectKit
import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// Answers the requests of one connection, each in a task of its own.
///
/// What changes something runs on the thread that reads and writes the connection, from its first byte to its last, but for the
/// wait for the writer. What only looks may take long, as do a walk through all payments and a database elsewhere: it must not
/// keep other connections waiting.
struct Answerer: Sendable {
    let channel: any Channel
    let responder: Responder
    /// The connection's own thread. Nil: even what changes something may have to wait first.
    let loop: LoopExecutor?

    func answer(_ request: Request, _ arrival: Arrival) -> Task<Void, Never> {
        if let loop = loop(for: request) {
            Task.immediate(executorPreference: loop) { await run(request, arrival) }
        } else if loop == nil {
            Task(executorPreference: WaitingThreads.newcomers) {
                await withTaskExecutorPreference(WaitingThreads.shared) { await run(request, arrival) }
            }
        } else {
            Task { await run(request, arrival) }
        }
    }

    /// The connection's own thread, where that answers the request: it must be on that thread then.
    func loop(for request: Request) -> LoopExecutor? {
        request.method == .get || request.method == .head ? nil : loop
    }

    private func run(_ request: Request, _ arrival: Arrival) async {
        let response = await responder.answer(request, on: channel, arrival)
        do {
            try await send(response, withBody: request.method != .head)
        } catch {
            channel.close(promise: nil)
        }
    }

    private func send(_ response: Response, withBody: Bool) async throws {
        guard withBody, response.body.contentLength != 0 else { return send([.head(response.head), .end(nil)]) }
        guard let length = response.body.contentLength, length <= PieceWriter.limit else {
            send([.head(response.head)])
            return try await response.body.write(PieceWriter(channel: channel))
        }
        let collector = BodyCollector()
        try await response.body.write(collector)
        send([.head(response.head), .body(collector.bytes), .end(nil)])
    }

    private func send(_ parts: [HTTPResponsePart]) {
        guard channel.eventLoop.inEventLoop else { return channel.eventLoop.execute { send(parts) } }
        for part in parts { channel.write(part, promise: nil) }
        channel.flush()
    }
}

/// Sends a body piece by piece, each when the one before has gone.
private struct PieceWriter: ResponseBodyWriter {
    let channel: any Channel

    /// Shorter bodies whose length is known go in one piece. Unit: bytes.
    static let limit = 65_536

    func write(_ buffer: ByteBuffer) async throws {
        try await channel.writeAndFlush(HTTPResponsePart.body(buffer))
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        try await channel.writeAndFlush(HTTPResponsePart.end(trailingHeaders))
    }
}
