package import NIOCore

/// The requests that one thread has read and not begun, first come first served.
package final class RequestQueue {
    package struct Request {
        /// When it was there.
        let arrived: NIODeadline
        let begin: () -> Void

        package init(arrived: NIODeadline, begin: @escaping () -> Void) {
            self.arrived = arrived
            self.begin = begin
        }
    }

    private var waiting = CircularBuffer<Request>()
    /// Until when what is read may begin at once. Nil: nothing did since the thread looked up.
    var lookUp: NIODeadline?

    /// While the first one has waited longer, whoever comes is not to wait behind it.
    private static let patience = TimeAmount.seconds(1)

    package init() {}

    package var isEmpty: Bool { waiting.isEmpty }

    /// Whether it waits now. False: too many do already.
    package func add(_ request: Request) -> Bool {
        if let first = waiting.first, request.arrived - first.arrived > Self.patience { return false }
        waiting.append(request)
        return true
    }

    /// Begins what there is time for.
    package func begin(until end: NIODeadline) {
        while NIODeadline.now() < end, let next = waiting.popFirst() { next.begin() }
    }
}
