import NIOCore
import NIOHTTP1
import NIOPosix

/// Answers every request alike, as fast as SwiftNIO's HTTP/1 allows: what any server on it could reach at most.
package enum CeilingServer {
    /// Runs until it is killed.
    package static func run(announce: @escaping @Sendable (String) -> Void) throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)
        let channel = try ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
                    try channel.pipeline.syncOperations.addHandler(ConstantAnswer())
                }
            }
            .bind(host: "127.0.0.1", port: 0).wait()
        announce("listening on http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
        try channel.closeFuture.wait()
    }
}

/// 200 with a body as long as that of a capture's answer, in its own API.
private final class ConstantAnswer: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// Unit: bytes.
    private static let bodySize = 1_024
    private static let body = ByteBuffer(
        string: #"{"status":"ok","text":""# + String(repeating: "x", count: bodySize - 25) + #""}"#)
    private static let head = HTTPResponseHead(
        version: .http1_1, status: .ok,
        headers: ["content-type": "application/json", "content-length": "\(body.readableBytes)"])

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .end = unwrapInboundIn(data) else { return }
        context.write(wrapOutboundOut(.head(Self.head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(Self.body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
