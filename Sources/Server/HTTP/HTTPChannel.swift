import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1
import ServiceLifecycle

/// HTTP/1.1 as Hummingbird speaks it, without its task for each connection and its change of threads for each part of a
/// request. Router, TLS, listening and ending stay Hummingbird's.
struct HTTPChannel: ServerChildChannel {
    let responder: Responder
    /// How long a connection may stay silent, between requests or within one.
    let silence: Duration
    /// What is asked waits for a database elsewhere: not on the threads that read and write.
    let waitsElsewhere: Bool

    struct Value: ServerChildChannelValue {
        let channel: any Channel
        fileprivate let handler: NIOLoopBound<ConnectionHandler>
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let loop = channel.eventLoop
        return loop.makeCompletedFuture {
            let handler = ConnectionHandler(
                Answerer(channel: channel, responder: responder, loop: waitsElsewhere ? nil : LoopExecutor(loop)))
            let pipeline = channel.pipeline.syncOperations
            // What is sent is HTTPTypes', which is valid.
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: true, withErrorHandling: true, withOutboundHeaderValidation: false,
                withEncoderConfiguration: .init(),
                withDecoderLimitConfiguration: Self.limits)
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            try pipeline.addHandler(HTTPConnectionStateHandler(idleTimeout: silence, logger: logger))
            try pipeline.addHandler(handler)
            return Value(channel: channel, handler: NIOLoopBound(handler, eventLoop: loop))
        }
    }

    private static var limits: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderListSize = limits.maxHeaderFieldSize
        limits.maxHeaderFieldCount = 1_000
        return limits
    }

    /// As long as the connection lasts.
    func handle(value: Value, logger: Logger) async {
        let (channel, handler) = (value.channel, value.handler)
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                try? await channel.closeFuture.get()
            } onGracefulShutdown: {
                channel.eventLoop.execute { handler.value.leave() }
            }
        } onCancel: {
            channel.close(promise: nil)
        }
    }
}
