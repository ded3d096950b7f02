import CSQLite
import Glibc
import Synchronization

/// Listens to what a store asks of SQLite, so that the same can be asked without the store: every statement of every
/// connection that this process opens while it listens, with its parameters.
enum StatementTrace {
    struct Call: Sendable {
        let sql: String
        /// Without the first one that is not there: parameter 1 stands at 0.
        let values: [SQLiteValue]
    }

    private struct State {
        var isOn = false
        var calls: [Call] = []
    }

    private static let state = Mutex(State())

    /// Connections that are opened from now on are listened to.
    static func arm() {
        state.withLock { $0.isOn = true }
        typealias EntryPoint =
            @convention(c) (OpaquePointer?, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, OpaquePointer?) ->
            Int32
        let listen: EntryPoint = { connection, _, _ in
            sqlite3_trace_v2(connection, UInt32(SQLITE_TRACE_STMT), StatementTrace.heard, nil)
        }
        // SQLite declares the entry point without the parameters that it gives it.
        sqlite3_auto_extension(unsafeBitCast(listen, to: (@convention(c) () -> Void).self))
    }

    /// No further connection is listened to, and nothing more is kept of those that are.
    static func disarm() {
        sqlite3_reset_auto_extension()
        state.withLock { $0.isOn = false }
    }

    /// What was heard since the last time.
    static func take() -> [Call] {
        state.withLock { state in
            defer { state.calls = [] }
            return state.calls
        }
    }

    private static let heard:
        @convention(c) (UInt32, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?) -> Int32 =
            {
                _, _, statement, text in
                guard let statement = statement.map({ OpaquePointer($0) }), let sql = sqlite3_sql(statement) else {
                    return 0
                }
                // A trigger's own statements, and pragmas that SQLite runs for itself, begin with a comment.
                if let text = text?.assumingMemoryBound(to: CChar.self), strncmp(text, "--", 2) == 0 { return 0 }
                let expanded = sqlite3_expanded_sql(statement)
                defer { sqlite3_free(expanded) }
                let call = Call(
                    sql: String(cString: sql),
                    values: expanded.map { SQLiteValue.parameters(of: String(cString: sql), in: String(cString: $0)) }
                        ?? [])
                StatementTrace.state.withLock { if $0.isOn { $0.calls.append(call) } }
                return 0
            }
}
