import CSQLite
import PaymentCore

/// One prepared statement, reused. Parameters and columns are counted from 1 and from 0, as SQLite does.
///
/// A class, not a noncopyable value: an initializer that prepares several could not give back the first ones when a
/// later one fails.
final class Statement {
    private let handle: OpaquePointer
    private let connection: OpaquePointer
    /// Where bound bytes lie until the statement is reset, one after the other. What finds no room there SQLite copies to memory
    /// that it asks for each time.
    private let room = UnsafeMutableRawPointer.allocate(byteCount: Statement.roomCount, alignment: 8)
    private var used = 0

    /// Unit: bytes.
    private static let roomCount = 2_048

    init(_ handle: OpaquePointer, of connection: OpaquePointer) {
        self.handle = handle
        self.connection = connection
    }

    deinit {
        sqlite3_finalize(handle)
        room.deallocate()
    }

    // MARK: Binding

    func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(handle, index, value) }

    func bind(_ index: Int32, _ value: Int64?) {
        if let value { bind(index, value) } else { sqlite3_bind_null(handle, index) }
    }

    func bind(_ index: Int32, _ value: String?) {
        guard var value else {
            sqlite3_bind_null(handle, index)
            return
        }
        value.withUTF8 { bind(index, UnsafeRawBufferPointer($0), isText: true) }
    }

    /// Copies the bytes; an empty array is NULL.
    func bind(_ index: Int32, _ value: [UInt8]) {
        if value.isEmpty { sqlite3_bind_null(handle, index) } else { bindBlob(index, value) }
    }

    /// The sixteen bytes of an identifier, without an array of them.
    func bind<Kind>(_ index: Int32, _ identifier: Identifier<Kind>) {
        withUnsafeBytes(of: (identifier.high.bigEndian, identifier.low.bigEndian)) {
            bind(index, $0, isText: false)
        }
    }

    /// Copies the bytes, also when there are none.
    func bindBlob(_ index: Int32, _ value: [UInt8]) {
        value.withUnsafeBytes { bytes in
            if bytes.isEmpty { sqlite3_bind_zeroblob(handle, index, 0) } else { bind(index, bytes, isText: false) }
        }
    }

    private func bind(_ index: Int32, _ bytes: UnsafeRawBufferPointer, isText: Bool) {
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        guard let place = keep(bytes) else { return bind(index, bytes.baseAddress, bytes.count, isText, transient) }
        bind(index, place, bytes.count, isText, nil)
    }

    private func bind(
        _ index: Int32, _ start: UnsafeRawPointer?, _ count: Int, _ isText: Bool, _ owner: sqlite3_destructor_type?
    ) {
        if isText {
            // Without an address it would be NULL.
            let text = (start ?? UnsafeRawPointer(room)).assumingMemoryBound(to: CChar.self)
            sqlite3_bind_text(handle, index, text, Int32(count), owner)
        } else {
            sqlite3_bind_blob(handle, index, start, Int32(count), owner)
        }
    }

    /// Nil where there is no room for them.
    private func keep(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
        guard used + bytes.count <= Self.roomCount else { return nil }
        let place = room + used
        if let start = bytes.baseAddress { place.copyMemory(from: start, byteCount: bytes.count) }
        used += bytes.count
        return UnsafeRawPointer(place)
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
            reset()
            throw fault
        }
    }

    /// Runs to the end, expecting no row, and stands ready again.
    func run() throws(SQLiteFault) {
        defer { reset() }
        _ = try step()
    }

    /// All parameters are NULL then.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
        used = 0
    }

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
