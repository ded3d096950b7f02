/// What a node asks about its work among others. Times of life are the database's own, so that no node's clock matters.
extension SQL {
    static let beat = """
        INSERT INTO nodes (id, name, alive_until)
        VALUES ($1::bytea, $2::text, clock_timestamp() + $3::int8 * interval '1 millisecond')
        ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until
        """
    static let forgetDead = "DELETE FROM nodes WHERE alive_until < clock_timestamp() - interval '1 day'"
    static let leave = "DELETE FROM nodes WHERE id = $1::bytea"

    /// Unlike a lease on a webhook it must not be forgotten at a failover: two would be at it at once. So its commit waits for
    /// the standby.
    ///
    /// Of one that is the asker's already it never heard the end.
    static let beginErrand = """
        INSERT INTO errands AS e (name, holder)
        SELECT $1::bytea, $2::bytea FROM set_config('synchronous_commit', 'on', true)
        WHERE NOT EXISTS (SELECT 1 FROM errands o WHERE o.name = $1::bytea AND o.holder <> $2::bytea
                                                  AND \(isAlive("o.holder")))
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder
        WHERE e.holder = $2::bytea OR NOT \(isAlive("e.holder")) RETURNING 1
        """
    static let endErrand = "DELETE FROM errands WHERE name = $1::bytea AND holder = $2::bytea"

    static func isAlive(_ holder: String) -> String {
        "EXISTS (SELECT 1 FROM nodes n WHERE n.id = \(holder) AND n.alive_until > clock_timestamp())"
    }

    /// Nobody's, or of a node that has died.
    private static func isFree(_ row: String) -> String {
        "(\(row).holder IS NULL OR NOT \(isAlive("\(row).holder")))"
    }

    /// Those that are due and this node's, `$4`; what is free becomes its. What another node is just taking is left to it.
    package static let takeDeadlines = """
        WITH due AS (
            SELECT d.due, d.payment, d.kind, d.operation, d.merchant, d.holder FROM deadlines d
            WHERE d.merchant = $1::bytea AND d.due <= $2::int8 AND (d.holder = $4::bytea OR \(isFree("d")))
            ORDER BY d.due, d.payment, d.kind, d.operation LIMIT $3::int8),
        free AS (
            SELECT d.payment, d.due, d.kind, d.operation FROM due JOIN deadlines d
            ON d.payment = due.payment AND d.due = due.due AND d.kind = due.kind AND d.operation = due.operation
            WHERE due.holder IS DISTINCT FROM $4::bytea
            ORDER BY d.payment, d.due, d.kind, d.operation FOR UPDATE OF d SKIP LOCKED),
        taken AS (
            UPDATE deadlines d SET holder = $4::bytea FROM free f
            WHERE d.payment = f.payment AND d.due = f.due AND d.kind = f.kind AND d.operation = f.operation
                  AND \(isFree("d"))
            RETURNING d.due, d.payment, d.kind, d.operation, d.merchant)
        SELECT due, payment, kind, operation, merchant FROM due WHERE holder = $4::bytea
        UNION ALL SELECT due, payment, kind, operation, merchant FROM taken
        ORDER BY due, payment, kind, operation
        """

    /// The same of deliveries: the first of each lane, whoever holds it; behind the place that `$3` to `$6` name.
    package static let takeDeliveries = """
        WITH due AS (
            SELECT o.payment, o.sequence, o.endpoint, o.due, o.attempts, o.holder FROM outbox o
            WHERE o.merchant = $7::bytea AND o.due <= $1::int8
              AND (o.due, o.payment, o.sequence, o.endpoint) > ($3::int8, $4::bytea, $5::int8, $6::text)
              AND (o.holder = $8::bytea OR \(isFree("o"))) AND \(isFirst)
            ORDER BY o.due, o.payment, o.sequence, o.endpoint LIMIT $2::int8),
        free AS (
            SELECT o.payment, o.sequence, o.endpoint FROM due JOIN outbox o
            ON o.payment = due.payment AND o.sequence = due.sequence AND o.endpoint = due.endpoint
            WHERE due.holder IS DISTINCT FROM $8::bytea
            ORDER BY o.payment, o.sequence, o.endpoint FOR UPDATE OF o SKIP LOCKED),
        taken AS (
            UPDATE outbox o SET holder = $8::bytea FROM free f
            WHERE o.payment = f.payment AND o.sequence = f.sequence AND o.endpoint = f.endpoint AND o.due IS NOT NULL
                  AND \(isFree("o"))
            RETURNING o.payment, o.sequence, o.endpoint, o.due, o.attempts)
        SELECT payment, sequence, endpoint, due, attempts FROM due WHERE holder = $8::bytea
        UNION ALL SELECT payment, sequence, endpoint, due, attempts FROM taken
        ORDER BY due, payment, sequence, endpoint
        """
}
