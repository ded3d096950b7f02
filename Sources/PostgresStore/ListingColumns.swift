import Ledger
import PaymentCore

/// Payments from before they were listed by these columns.
enum ListingColumns {
    /// Rows changed together.
    private static let stretch: Int64 = 1_000

    static func fill(on connection: Connection) throws {
        try fill("payments", on: connection, putsPhases: true)
        try fill("snapshot_payments", on: connection, putsPhases: false)
        try connection.execute(
            """
            INSERT INTO snapshot_phases (snapshot, payment, merchant, phase, born)
            SELECT s.snapshot, s.id, s.merchant, f.phase, s.born FROM snapshot_payments s
            JOIN filling f ON f.id = s.id AND f.state = s.state WHERE f.phase <> 7;
            DROP TABLE filling
            """)
    }

    private static func fill(_ table: String, on connection: Connection, putsPhases: Bool) throws {
        try connection.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS filling (id bytea, state bytea, phase int8, PRIMARY KEY (id, state))")
        var last: (id: [UInt8], state: [UInt8]) = ([], [])
        while true {
            let rows = try connection.ask(
                """
                SELECT DISTINCT id, state, birth FROM \(table) WHERE (id, state) > ($1::bytea, $2::bytea)
                ORDER BY id, state LIMIT \(stretch)
                """, Parameters(.blob(last.id), .blob(last.state))
            ).rows
            guard let end = rows.last else { return }
            last = (end.blob(0), end.blob(1))
            let payments = try rows.map { row in
                Payment(
                    id: try Rows.identifier(row.blob(0)), birth: try Payment.Birth(canonicalBytes: row.blob(2)),
                    state: try Payment.State(canonicalBytes: row.blob(1)), details: .none)
            }
            _ = try connection.ask(
                """
                UPDATE \(table) p SET wire = n.wire, requested = n.requested, born = n.born
                FROM unnest($1::bytea[], $2::bytea[], $3::text[], $4::int8[], $5::int8[]) n (id, state, wire, requested, born)
                WHERE p.id = n.id AND p.state = n.state
                """,
                Parameters(
                    .blobs(payments.map(\.id.bytes)), .blobs(rows.map { $0.blob(1) }),
                    .texts(payments.map(\.birth.wire.text)), .integers(payments.map(\.birth.requested.minorUnits)),
                    .integers(payments.map(\.birth.at.milliseconds))))
            _ = try connection.ask(
                """
                INSERT INTO filling SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::int8[]) ON CONFLICT DO NOTHING
                """,
                Parameters(
                    .blobs(payments.map(\.id.bytes)), .blobs(rows.map { $0.blob(1) }),
                    .integers(payments.map { Int64($0.phase.rawValue) })))
            let listed = payments.filter { putsPhases && $0.phase != .captured }
            if !listed.isEmpty { _ = try connection.ask(SQL.putPhases, PostgresStore.phases(of: listed)) }
        }
    }
}
