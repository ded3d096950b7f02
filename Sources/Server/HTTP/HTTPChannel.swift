import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1
import NIOSSL

/// HTTP/1.1 on a connection: NIO's parser, Hummingbird's rules of when a connection is over, and our answers.
struct HTTPChannel: Sendable {
    let responder: Responder
    /// How long a connection may stay silent, between requests or within one.
    let silence: Duration
    /// What is asked waits for a database elsewhere: not on the threads that read and write.
    let waitsElsewhere: Bool
    /// Nil: it is spoken in the clear.
    let tls: NIOSSLContext?
    let logger: Logger
    private let executors = LoopExecutors()

    init(responder: Responder, silence: Duration, waitsElsewhere: Bool, tls: NIOSSLContext?, logger: Logger) {
        self.responder = responder
        self.silence = silence
        self.waitsElsewhere = waitsElsewhere
        self.tls = tls
        self.logger = logger
    }

    struct Connection: Sendable {
        let channel: any Channel
        fileprivate let handler: NIOLoopBound<ConnectionHandler>

        /// Once what it was asked is answered; at once when it was asked nothing.
        ///
        /// Not by NIO's `ChannelShouldQuiesceEvent`: its handler takes half a head for nothing, closes, and then, in a debug
        /// build, takes the decoder's complaint about that half for a fault of its own and ends the process.
        func end() {
            channel.eventLoop.execute {
                if handler.value.leave() { channel.close(promise: nil) }
            }
        }
    }

    /// On the connection's own thread.
    func setUp(_ channel: any Channel) throws -> Connection {
        let loop = channel.eventLoop
        let handler = ConnectionHandler(
            Answerer(
                channel: channel, responder: responder, loop: waitsElsewhere ? nil : executors.executor(on: loop)))
        let pipeline = channel.pipeline.syncOperations
        if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
        // What is sent is HTTPTypes', which is valid.
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: true, withErrorHandling: true, withOutboundHeaderValidation: false,
            withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: Self.limits)
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        try pipeline.addHandler(HTTPConnectionStateHandler(idleTimeout: silence, logger: logger))
        try pipeline.addHandler(handler)
        return Connection(channel: channel, handler: NIOLoopBound(handler, eventLoop: loop))
    }

    private static var limits: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderListSize = limits.maxHeaderFieldSize
        limits.maxHeaderFieldCount = 1_000
        return limits
    }
}
