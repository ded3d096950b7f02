import PaymentCore
import Synchronization

/// What becomes known of a request while it is answered, for its log line and its span. There is one only when somebody
/// wants either.
final class RequestNote: Sendable {
    @TaskLocal static var current: RequestNote?

    private let known = Mutex<PaymentID?>(nil)

    var payment: PaymentID? { known.withLock { $0 } }
    func isAbout(_ payment: PaymentID) { known.withLock { $0 = payment } }
}
