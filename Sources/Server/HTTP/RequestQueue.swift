import NIOCore

/// The requests that one thread has read and not begun, first come first served.
final class RequestQueue {
    struct Request {
        /// When it was there.
        let arrived: NIODeadline
        let begin: () -> Void
    }

    private var waiting = CircularBuffer<Request>()
    /// Until when what is read may begin at once. Nil: nothing did since the thread looked up.
    var lookUp: NIODeadline?

    /// While the first one has waited longer, whoever comes is not to wait behind it.
    private static let patience = TimeAmount.seconds(1)

    var isEmpty: Bool { waiting.isEmpty }

    /// Whether it waits now. False: too many do already.
    func add(_ request: Request) -> Bool {
        if let first = waiting.first, request.arrived - first.arrived > Self.patience { return false }
        waiting.append(request)
        return true
    }

    /// Begins what there is time for.
    func begin(until end: NIODeadline) {
        while NIODeadline.now() < end, let next = waiting.popFirst() { next.begin() }
    }
}
