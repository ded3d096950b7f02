import AsyncHTTPClient
import Glibc
package import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle

/// Sends spans on in batches: to a file, a JSON object a line; or to a collector of OTLP over HTTP. What cannot be sent is
/// dropped: a collector that is away must not become a server that is away.
package struct SpanExporter: Service {
    private let queue: SpanQueue
    private let target: Target
    private let version: String
    private let logger: Logger

    package enum Target: Hashable, Sendable {
        case file(String)
        /// With its path, `/v1/traces` as a rule.
        case collector(url: String)

        package init(_ text: String) {
            self = text.hasPrefix("http://") || text.hasPrefix("https://") ? .collector(url: text) : .file(text)
        }
    }

    private static let batch = 512
    private static let pause = Duration.seconds(1)
    private static let patience = TimeAmount.seconds(5)

    package init(queue: SpanQueue, target: Target, version: String, logger: Logger) {
        self.queue = queue
        self.target = target
        self.version = version
        self.logger = logger
    }

    /// Runs until told to shut down, and sends then what still waits.
    package func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try await Task.sleep(for: Self.pause)
                await sendAll()
            }
        }
        await sendAll()
    }

    private func sendAll() async {
        while true {
            let spans = queue.take(Self.batch)
            guard !spans.isEmpty else { return }
            let body = OTLPBody.encode(spans, service: "holdfast", version: version)
            guard await send(body) else {
                queue.dropped(spans.count)
                logger.warning("spans could not be sent, and are dropped", metadata: ["spans": "\(spans.count)"])
                return
            }
            if spans.count < Self.batch { return }
        }
    }

    private func send(_ body: [UInt8]) async -> Bool {
        switch target {
        case .file(let path):
            let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            guard file >= 0 else { return false }
            defer { close(file) }
            let line = body + [UInt8(ascii: "\n")]
            return line.withUnsafeBytes { write(file, $0.baseAddress, $0.count) } == line.count
        case .collector(let url):
            var request = HTTPClientRequest(url: url)
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
            guard let response = try? await HTTPClient.shared.execute(request, timeout: Self.patience) else {
                return false
            }
            return (200..<300).contains(response.status.code)
        }
    }
}
