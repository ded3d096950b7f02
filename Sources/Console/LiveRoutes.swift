import DialectKit
import Engine
import HTTPTypes
import Hummingbird
import NIOCore
import PaymentCore
import ServiceLifecycle

/// `/console/live`: server-sent events that say that something has changed; the page then asks for itself anew. Streams are
/// few, and each has nothing to send but that: a slow reader is sent less, and one that takes nothing is let go.
struct LiveRoutes: Sendable {
    let console: Console

    /// After so long without anything to say the reader is shown that the stream stands.
    private static let heartbeat = Duration.seconds(15)
    /// So many changes within it are told as one.
    private static let pause = Duration.milliseconds(150)
    /// A reader that takes nothing for so long is let go.
    private static let patience = Duration.seconds(20)
    /// The browser connects anew, and its session is looked at again.
    private static let length = Duration.seconds(600)

    func mount(on router: Router<DialectContext>) {
        console.get(router, "live") { visit throws(Trouble) in
            let merchant = try visit.merchant()
            let only = visit.query("payment").flatMap { PaymentPath.read($0) }
            guard let listener = console.parts.feed.listen(to: merchant) else {
                return Response(status: .serviceUnavailable, headers: [.retryAfter: "30"])
            }
            return stream(to: Listening(listener, console.parts.feed), about: only, on: visit.channel)
        }
    }

    private func stream(
        to listening: Listening, about only: PaymentID?, on channel: any Channel
    ) -> Response {
        let headers: HTTPFields = [
            .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store",
            .xContentTypeOptions: "nosniff",
        ]
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                defer { listening.end() }
                let end = ContinuousClock.now + Self.length
                try await writer.write(ByteBuffer(string: "retry: 2000\nevent: ready\ndata: 1\n\n"))
                while ContinuousClock.now < end, !Task.isCancelled, !Task.isShuttingDownGracefully {
                    let changes = await cancelWhenGracefulShutdown {
                        await listening.listener.next(within: Self.heartbeat)
                    }
                    if Task.isShuttingDownGracefully { break }
                    let concerns =
                        changes.isEverything || only.map { changes.payments.contains($0) } ?? !changes.isEmpty
                    let text = concerns ? "event: changed\ndata: 1\n\n" : changes.isEmpty ? ": still here\n\n" : nil
                    guard let text else { continue }
                    let alarm = Self.alarm(channel)
                    defer { alarm.cancel() }
                    try await writer.write(ByteBuffer(string: text))
                    alarm.cancel()
                    if concerns { try await Task.sleep(for: Self.pause) }
                }
                try await writer.finish(nil)
            })
    }

    /// Closes the connection of a reader that takes nothing; to be canceled once it has.
    private static func alarm(_ channel: any Channel) -> Task<Void, any Error> {
        Task {
            try await Task.sleep(for: patience)
            try? await channel.close()
        }
    }
}

/// Leaves the feed once, however the stream ends; also when it never began.
private final class Listening: Sendable {
    let listener: ChangeListener
    private let feed: ChangeFeed

    init(_ listener: ChangeListener, _ feed: ChangeFeed) {
        self.listener = listener
        self.feed = feed
    }

    func end() { feed.leave(listener) }

    deinit { feed.leave(listener) }
}
