import Engine

/// What PostgreSQL, or the way to it, said no with. Never leaves this room: it becomes a `StoreError` with a hint.
struct PostgresFault: Error {
    /// SQLSTATE, five characters; empty when the fault is not the server's.
    let state: String
    let message: String
    var constraint: String?
    /// The connection is gone: whoever used it needs another.
    let isLost: Bool

    /// The same batch may well succeed at once: others were in its way (serialization failure, deadlock).
    var isCollision: Bool { state == "40001" || state == "40P01" }

    /// Somebody else has just made the same payment.
    var isTwin: Bool { state == "23505" && constraint == "payments_pkey" }

    /// What an operator can do about it.
    var hint: String {
        switch state {
        case _ where isLost && state.isEmpty:
            "the database is not reachable: check that it runs and that --store names it (\(message))"
        case "53100": "the database's disk is full: free space, the server goes on by itself (\(message))"
        case "53300": "the database takes no more connections: raise its max_connections (\(message))"
        case "55P03", "57014": "the database was too slow, or a lock was held for too long (\(message))"
        case "57P01", "57P02", "57P03":
            "the database is stopping or starting: the server goes on by itself (\(message))"
        case "25006": "this database is a standby, or read-only: name the primary with --store (\(message))"
        case "28P01", "28000": "the database refuses the user or the password that --store names (\(message))"
        case "42501": "the user of --store may not do that: let the user own the schema (\(message))"
        case "23505", "23514", "23502":
            "a constraint of the schema refused the batch: report this, it is a fault of ours (\(message))"
        default: "PostgreSQL \(state): \(message)"
        }
    }

    var notCommitted: StoreError { .notCommitted(hint: hint) }
    var corrupt: StoreError { .corrupt(hint: hint) }
}

extension StoreError {
    /// What reading failed with, as the outside may know it.
    init(_ error: any Error) {
        self =
            switch error {
            case let fault as PostgresFault: fault.notCommitted
            case let error as StoreError: error
            default: .corrupt(hint: "\(error)")
            }
    }
}
