import CSQLite
import PaymentCore

/// One prepared statement, reused. Parameters and columns are counted from 1 and from 0, as SQLite does.
///
/// A class, not a noncopyable value: an initializer that prepares several could not give back the first ones when a
/// later one fails.
final class Statement {
    private let handle: OpaquePointer
    private let connection: OpaquePointer

    init(_ handle: OpaquePointer, of connection: OpaquePointer) {
        self.handle = handle
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    // MARK: Binding

    func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(handle, index, value) }

    func bind(_ index: Int32, _ value: Int64?) {
        if let value { bind(index, value) } else { sqlite3_bind_null(handle, index) }
    }

    func bind(_ index: Int32, _ value: String?) {
        guard let value else {
            sqlite3_bind_null(handle, index)
            return
        }
        bindCopy(index, Array(value.utf8), text: true)
    }

    /// Copies the bytes; an empty array is NULL.
    func bind(_ index: Int32, _ value: [UInt8]) {
        if value.isEmpty { sqlite3_bind_null(handle, index) } else { bindCopy(index, value, text: false) }
    }

    /// The sixteen bytes of an identifier, without an array of them.
    func bind<Kind>(_ index: Int32, _ identifier: Identifier<Kind>) {
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        withUnsafeBytes(of: (identifier.high.bigEndian, identifier.low.bigEndian)) {
            _ = sqlite3_bind_blob(handle, index, $0.baseAddress, 16, transient)
        }
    }

    /// Copies the bytes, also when there are none.
    func bindBlob(_ index: Int32, _ value: [UInt8]) {
        if value.isEmpty { sqlite3_bind_zeroblob(handle, index, 0) } else { bindCopy(index, value, text: false) }
    }

    private func bindCopy(_ index: Int32, _ value: [UInt8], text: Bool) {
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        value.withUnsafeBufferPointer { bytes in
            if text {
                bytes.withMemoryRebound(to: CChar.self) {
                    _ = sqlite3_bind_text(handle, index, $0.baseAddress ?? nil, Int32($0.count), transient)
                }
            } else {
                _ = sqlite3_bind_blob(handle, index, bytes.baseAddress, Int32(bytes.count), transient)
            }
        }
    }

    // MARK: Running

    /// True when a row stands ready.
    func step() throws(SQLiteFault) -> Bool {
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let fault = SQLiteFault(code: code, message: String(cString: sqlite3_errmsg(connection)))
            sqlite3_reset(handle)
            throw fault
        }
    }

    /// Runs to the end, expecting no row, and stands ready again.
    func run() throws(SQLiteFault) {
        defer { reset() }
        _ = try step()
    }

    func reset() { sqlite3_reset(handle) }

    // MARK: Columns

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func optionalInteger(_ column: Int32) -> Int64? {
        isNull(column) ? nil : integer(column)
    }

    func text(_ column: Int32) -> String {
        guard let text = sqlite3_column_text(handle, column) else { return "" }
        return String(cString: text)
    }

    func optionalText(_ column: Int32) -> String? {
        isNull(column) ? nil : text(column)
    }

    func blob(_ column: Int32) -> [UInt8] {
        guard let bytes = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(handle, column))))
    }
}
