import DialectKit
import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// Gathers each request of a connection, has it answered, and closes the connection after the last one. Before the answer has
/// gone, no further request comes here.
///
/// A body longer than anybody takes is answered when that is seen. Whatever else of it comes is thrown away until the
/// connection closes, soon.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let answerer: Answerer
    private var head: HTTPRequest?
    private var body: ByteBuffer?
    private var answering: Task<Void, Never>?
    private var isAnswering = false
    /// A request waits for its turn.
    private var isWaiting = false
    /// The connection ends with the answer to the request that came last.
    private var isLast = false
    /// The last answer has gone: whatever else was sent before is not looked at.
    private var isOver = false
    private var isCutOff = false

    /// One more than is taken: what takes it tells the client so, in its wire's words. Unit: bytes.
    private static let bodyLimit = ReceivedRequest.bodyLimit + 1
    /// How long the rest of a request that is answered already is read, so that its client comes to read the answer.
    private static let patience = TimeAmount.seconds(2)

    init(_ answerer: Answerer) { self.answerer = answerer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = nil
        case .body(let part):
            guard head != nil else { return }
            add(part)
            if let body, body.readableBytes >= Self.bodyLimit {
                isCutOff = true
                answer()
            }
        case .end:
            answer()
        }
    }

    private func add(_ part: ByteBuffer) {
        let room = Self.bodyLimit - (body?.readableBytes ?? 0)
        guard let taken = part.getSlice(at: part.readerIndex, length: min(room, part.readableBytes)) else { return }
        if body == nil {
            body = taken
        } else {
            body?.writeImmutableBuffer(taken)
        }
    }

    private func answer() {
        guard let head = head.take() else { return }
        if isCutOff || head.headerFields[.connection]?.lowercased() == "close" { isLast = true }
        let request = Request(head: head, body: RequestBody(buffer: body.take() ?? ByteBuffer()))
        var arrival = Arrival(at: .now())
        if let loop = answerer.loop(for: request) {
            isWaiting = true
            let waiting = RequestQueue.Request(arrived: arrival.at) { [self] in
                // Whoever has gone meanwhile is not answered: nothing has begun.
                guard isWaiting else { return }
                isWaiting = false
                begin(request, arrival)
            }
            if loop.begin(waiting) { return }
            isWaiting = false
            arrival.isTurnedAway = true
        }
        begin(request, arrival)
    }

    private func begin(_ request: Request, _ arrival: Arrival) {
        isAnswering = true
        let task = answerer.answer(request, arrival)
        // It may be answered by now.
        if isAnswering { answering = task }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where isLast:
            head.headerFields[.connection] = "close"
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .head, .body:
            context.write(data, promise: promise)
        case .end:
            isAnswering = false
            answering = nil
            if isLast {
                writeLast(data, promise, context)
            } else {
                context.write(data, promise: promise)
            }
        }
    }

    private func writeLast(_ data: NIOAny, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
        isOver = true
        let sent = promise ?? context.eventLoop.makePromise()
        let handler = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        sent.futureResult.whenComplete { _ in
            let (handler, context) = handler.value
            handler.end(context)
        }
        context.writeAndFlush(data, promise: sent)
    }

    private func end(_ context: ChannelHandlerContext) {
        guard isCutOff else { return context.close(promise: nil) }
        context.close(mode: .output, promise: nil)
        let channel = context.channel
        context.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
    }

    /// What is no HTTP has been told so already.
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The client sends nothing more; it may still listen.
        if case ChannelEvent.inputClosed = event {
            isLast = true
            if !isAnswering, !isWaiting { context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// The server is about to end: whoever waits for time to pass, or goes on telling for as long as the client listens,
    /// stops. What was asked is answered.
    ///
    /// Returns whether nothing was: the connection can be closed.
    func leave() -> Bool {
        isLast = true
        answering?.cancel()
        return head == nil && !isWaiting && !isAnswering
    }

    /// The connection is closed. Hummingbird's handler keeps to itself that it became inactive.
    func handlerRemoved(context: ChannelHandlerContext) {
        isWaiting = false
        answering?.cancel()
    }
}
