import DialectKit
import Glibc
import Synchronization

/// The `Date` of answers, written out once a second. Source: RFC 9110 §6.6.1.
final class HTTPDates: Sendable {
    private let last = Mutex((second: -1, text: ""))

    var now: String {
        let second = time(nil)
        return last.withLock { last in
            if last.second != second { last = (second, InstantSpelling.http(Int64(second) * 1_000)) }
            return last.text
        }
    }
}
