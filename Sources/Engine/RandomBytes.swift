import Glibc
import Synchronization

/// Random bytes of the kernel's, drawn many at a time: asked for 16 it takes nearly as long as for 256.
package final class RandomBytes: Sendable {
    package static let shared = RandomBytes()

    private struct State {
        /// As many as the kernel gives at once. Source: getentropy(3).
        var bytes = [UInt8](repeating: 0, count: 256)
        var used = 256
    }

    private let state = Mutex(State())

    /// `count` of them, at most 256; none is ever given twice.
    package func next(_ count: Int) -> [UInt8] {
        state.withLock { state in
            if state.used + count > state.bytes.count {
                let failure = getentropy(&state.bytes, state.bytes.count)
                precondition(failure == 0, "the kernel gives no random bytes")
                state.used = 0
            }
            defer { state.used += count }
            return Array(state.bytes[state.used..<(state.used + count)])
        }
    }
}
