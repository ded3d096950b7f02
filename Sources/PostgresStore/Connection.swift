import CLibPQ
import Engine

/// One connection to a database. Whoever holds it is alone with it.
///
/// A class: it remembers what it has prepared, and what the server warned of.
final class Connection {
    private let handle: OpaquePointer
    /// The name under which a statement is prepared here.
    private var names: [String: String] = [:]
    private let warnings = Warnings()
    /// Until whoever uses it says otherwise.
    var isNew = true

    /// What libpq is told where the address says nothing else. A host that has vanished without a word is given up after
    /// ten seconds; of several hosts the one is taken that can be written to.
    private static let defaults = [
        ("connect_timeout", "3"), ("keepalives_idle", "5"), ("keepalives_interval", "2"), ("keepalives_count", "3"),
        ("tcp_user_timeout", "10000"), ("application_name", "holdfast"),
    ]

    enum Access: String {
        case readWrite = "read-write"
        case readOnly = "any"
    }

    /// `settings` are made for the whole session.
    init(_ address: DatabaseAddress, access: Access, settings: [String]) throws(PostgresFault) {
        let parameters = Self.defaults + [("target_session_attrs", access.rawValue), ("dbname", address.text)]
        let keywords = CStrings(parameters.map(\.0))
        let values = CStrings(parameters.map(\.1))
        guard let handle = PQconnectdbParams(keywords.pointers, values.pointers, 1) else {
            throw PostgresFault(state: "", message: "no memory for a connection", isLost: true)
        }
        guard PQstatus(handle) == CONNECTION_OK else {
            let fault = PostgresFault(state: "", message: Self.message(of: handle), isLost: true)
            PQfinish(handle)
            throw fault
        }
        self.handle = handle
        PQsetNoticeReceiver(
            handle,
            { context, _ in context.map { Unmanaged<Warnings>.fromOpaque($0).takeUnretainedValue().count += 1 } },
            Unmanaged.passUnretained(warnings).toOpaque())
        try execute((["SET client_min_messages = warning", "SET jit = off"] + settings).joined(separator: "; "))
        guard PQenterPipelineMode(handle) == 1 else { throw lost() }
    }

    deinit { PQfinish(handle) }

    /// Statements without parameters and without a plan to keep, as a migration is.
    func execute(_ sql: String) throws(PostgresFault) {
        let isPiped = PQpipelineStatus(handle) != PQ_PIPELINE_OFF
        if isPiped, PQexitPipelineMode(handle) != 1 { throw lost() }
        let answer = PQexec(handle, sql)
        defer { PQclear(answer) }
        switch PQresultStatus(answer) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK: break
        default: throw fault(answer)
        }
        if isPiped, PQenterPipelineMode(handle) != 1 { throw lost() }
    }

    /// One call and its answer.
    func ask(_ sql: String, _ parameters: Parameters = Parameters()) throws(PostgresFault) -> Answer {
        try exchange([Call(sql, parameters)])[0]
    }

    /// Sends all calls together, in one round trip, and returns their answers in order. After the first that fails the
    /// server does none of the others.
    func exchange(_ calls: [Call]) throws(PostgresFault) -> [Answer] {
        warnings.count = 0
        var fresh: [String: String] = [:]
        for call in calls {
            if names[call.sql] == nil, fresh[call.sql] == nil {
                let name = "h\(names.count + fresh.count)"
                guard PQsendPrepare(handle, name, call.sql, 0, nil) == 1 else { throw lost() }
                fresh[call.sql] = name
            }
            try send(call, as: names[call.sql] ?? fresh[call.sql] ?? "")
        }
        guard PQpipelineSync(handle) == 1 else { throw lost() }
        return try answers(to: calls, preparing: fresh)
    }

    private func send(_ call: Call, as name: String) throws(PostgresFault) {
        let isSent = call.parameters.withPointers { values, lengths, formats in
            PQsendQueryPrepared(handle, name, Int32(lengths.count), values, lengths, formats, 1)
        }
        guard isSent == 1 else { throw lost() }
    }

    private func answers(
        to calls: [Call], preparing fresh: [String: String]
    ) throws(PostgresFault) -> [Answer] {
        var answers: [Answer] = []
        var first: PostgresFault?
        var isPrepared: Set<String> = []
        var unprepared = fresh
        for call in calls {
            if let name = unprepared.removeValue(forKey: call.sql) {
                if let fault = try result().fault { first = first ?? fault } else { isPrepared.insert(name) }
            }
            let (answer, fault) = try result()
            if let fault { first = first ?? fault }
            answers.append(answer)
        }
        guard let end = PQgetResult(handle), PQresultStatus(end) == PGRES_PIPELINE_SYNC else { throw lost() }
        PQclear(end)
        for (sql, name) in fresh where isPrepared.contains(name) { names[sql] = name }
        if let first { throw first }
        return answers
    }

    /// The next answer of the pipeline.
    private func result() throws(PostgresFault) -> (answer: Answer, fault: PostgresFault?) {
        guard let result = PQgetResult(handle) else { throw lost() }
        let answer = Answer(result)
        var fault: PostgresFault?
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK: break
        case PGRES_PIPELINE_ABORTED:
            fault = PostgresFault(state: "25P02", message: "an earlier statement failed", isLost: false)
        default: fault = self.fault(result)
        }
        if let fault, fault.isLost { throw fault }
        // Every answer ends with nothing.
        while let more = PQgetResult(handle) { PQclear(more) }
        return (answer, fault)
    }

    /// Whether the server warned of something while it answered last.
    var hasWarned: Bool { warnings.count > 0 }

    var isLost: Bool { PQstatus(handle) != CONNECTION_OK }

    /// The file descriptor to wait at for what the server says by itself; below zero when the connection is lost.
    var descriptor: Int32 { PQsocket(handle) }

    /// What was notified since the last look, oldest first.
    func notifications() throws(PostgresFault) -> [String] {
        guard PQconsumeInput(handle) == 1, !isLost else { throw lost() }
        var texts: [String] = []
        while let notification = PQnotifies(handle) {
            texts.append(String(cString: notification.pointee.extra))
            PQfreemem(notification)
        }
        return texts
    }

    private func fault(_ result: OpaquePointer?) -> PostgresFault {
        func field(_ code: Character) -> String? {
            guard let value = code.asciiValue, let text = PQresultErrorField(result, Int32(value)) else { return nil }
            return String(cString: text)
        }
        return PostgresFault(
            state: field("C") ?? "", message: field("M") ?? Self.message(of: handle), constraint: field("n"),
            isLost: PQstatus(handle) != CONNECTION_OK)
    }

    private func lost() -> PostgresFault {
        PostgresFault(state: "", message: Self.message(of: handle), isLost: true)
    }

    private static func message(of handle: OpaquePointer) -> String {
        let text = String(cString: PQerrorMessage(handle))
        return text.isEmpty ? "the connection was lost" : String(text.split(separator: "\n").first ?? "")
    }
}

/// One statement with its parameters.
struct Call {
    let sql: String
    let parameters: Parameters

    init(_ sql: String, _ parameters: Parameters = Parameters()) {
        self.sql = sql
        self.parameters = parameters
    }
}

/// How often the server warned.
private final class Warnings {
    var count = 0
}

/// Texts as C wants them: ended by zero, in an array that ends with nothing.
private final class CStrings {
    private var owned: [UnsafeMutablePointer<CChar>] = []
    let pointers: UnsafeMutablePointer<UnsafePointer<CChar>?>

    init(_ texts: [String]) {
        pointers = .allocate(capacity: texts.count + 1)
        for (index, text) in texts.enumerated() {
            let bytes = Array(text.utf8CString)
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
            copy.initialize(from: bytes, count: bytes.count)
            owned.append(copy)
            (pointers + index).initialize(to: UnsafePointer(copy))
        }
        (pointers + texts.count).initialize(to: nil)
    }

    deinit {
        for copy in owned { copy.deallocate() }
        pointers.deallocate()
    }
}
