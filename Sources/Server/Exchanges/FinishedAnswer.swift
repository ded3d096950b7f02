import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore
import PaymentCore
import Sandbox
import ServiceLifecycle

/// An answer as its dialect made it, before it leaves.
struct FinishedAnswer {
    private var response: Response
    /// Nil: it is written as it comes, without an end that is known.
    private var body: ByteBuffer?

    /// Pieces that a slow body comes in.
    private static let pieces = 10
    /// Longer bodies are passed on as they come. Unit: bytes.
    private static let collectLimit = 1 << 20

    init(_ response: Response) { self.response = response }

    /// Another status than the dialect gave: what something between shop and dialect would say.
    mutating func mustHave(_ status: Int) {
        guard response.status.code != status else { return }
        let status = HTTPResponse.Status(code: status)
        response = Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: "\(status.code) \(status.reasonPhrase)\n")))
    }

    /// Takes the body out of the response, where its length is known.
    mutating func collect() async {
        guard let length = response.body.contentLength, length <= Self.collectLimit else { return }
        let collector = BodyCollector()
        guard (try? await response.body.write(collector)) != nil else { return }
        let collected = collector.bytes
        body = collected
        response.body = ResponseBody(byteBuffer: collected)
    }

    /// As it is kept.
    struct Record: Sendable {
        fileprivate let status: Int
        fileprivate let headers: HTTPFields
        fileprivate let body: ByteBuffer?
        fileprivate let arrives: Bool

        /// What it takes in memory, roughly. Unit: bytes.
        var weight: Int { headers.weight + (body?.readableBytes ?? 0) }

        var redacted: WireExchange.Answer {
            WireExchange.Answer(
                status: status,
                content: WireContent(
                    headers: headers.map { ($0.name.rawName, $0.value) },
                    body: Array(body?.readableBytesView.prefix(WireContent.bodyLimit) ?? [])),
                arrived: arrives)
        }
    }

    func record(arrives: Bool) -> Record {
        // A longer one would be held on to whole.
        let kept = body.map { body in
            body.readableBytes <= WireContent.bodyLimit
                ? body : ByteBuffer(bytes: body.readableBytesView.prefix(WireContent.bodyLimit))
        }
        return Record(status: response.status.code, headers: response.headers, body: kept, arrives: arrives)
    }

    /// What is to be sent. When the connection is dropped nothing of it can be: the writer finds it closed.
    func response(meeting fault: RequestFault?, on channel: any Channel) async -> Response {
        switch fault {
        case nil, .status, .statusAfterCommit: return response
        case .loseAnswer, .dropBefore:
            try? await channel.close()
            return response
        case .delay(let interval):
            await Self.wait(interval)
            return response
        case .slowBody(let interval):
            guard let body else { return response }
            var slow = response
            slow.body = Self.slow(body, interval)
            slow.headers[.contentLength] = String(body.readableBytes)
            return slow
        }
    }

    private static func slow(_ body: ByteBuffer, _ interval: Interval) -> ResponseBody {
        let size = max(1, (body.readableBytes + pieces - 1) / pieces)
        let pause = Interval(milliseconds: interval.milliseconds / Int64(pieces))
        // A body that knows its length would be sent when all of it is there.
        return ResponseBody { writer in
            var rest = body
            for _ in 0..<pieces {
                await wait(pause)
                if let piece = rest.readSlice(length: min(size, rest.readableBytes)), piece.readableBytes > 0 {
                    try await writer.write(piece)
                }
            }
            try await writer.finish(nil)
        }
    }

    /// In real time; a server that is told to stop waits no longer.
    private static func wait(_ interval: Interval) async {
        try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .milliseconds(interval.milliseconds)) }
    }
}

extension HTTPFields {
    /// What they take in memory, roughly. Unit: bytes.
    var weight: Int { reduce(0) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 32 } }
}
