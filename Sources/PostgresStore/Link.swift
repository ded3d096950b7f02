import Engine

/// The way to the database: a connection while there is one, and patience while there is none.
///
/// Not `Sendable`: whoever holds it is alone with it.
final class Link {
    private let address: DatabaseAddress
    private let access: Connection.Access
    private let settings: [String]
    private var connection: Connection?
    private var nextTry = ContinuousClock.now
    private var pause = Link.firstPause
    private var trouble: PostgresFault?
    /// Told of each new connection, before it is used.
    private let prepare: (Connection) throws(StoreError) -> Void

    /// How long it leaves a database alone that it could not reach, doubled each time, up to the second.
    private static let firstPause = Duration.milliseconds(50)
    private static let lastPause = Duration.seconds(1)

    init(
        _ address: DatabaseAddress, access: Connection.Access, settings: [String],
        preparing prepare: @escaping (Connection) throws(StoreError) -> Void = { _ throws(StoreError) in }
    ) {
        self.address = address
        self.access = access
        self.settings = settings
        self.prepare = prepare
    }

    /// The connection, made anew when it is lost. Says no at once while the database is left alone.
    func open() throws(StoreError) -> Connection {
        if let connection, !connection.isLost { return connection }
        connection = nil
        if let trouble, ContinuousClock.now < nextTry { throw trouble.notCommitted }
        let fresh: Connection
        do throws(PostgresFault) {
            fresh = try Connection(address, access: access, settings: settings)
        } catch {
            trouble = error
            nextTry = .now + pause
            pause = min(pause * 2, Self.lastPause)
            throw error.notCommitted
        }
        try prepare(fresh)
        (trouble, pause, connection) = (nil, Self.firstPause, fresh)
        return fresh
    }

    /// One question over it, or a few. A fault of the database is thrown as it is.
    func once<Value>(_ body: (ReadSession) throws -> Value) throws -> Value {
        try body(ReadSession(connection: try open()))
    }

    /// The next one who asks gets a new connection.
    func drop() { connection = nil }
}
