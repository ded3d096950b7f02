import Engine

/// What readers ask. Each question is one statement, so that its answer is of one moment.
extension SQL {
    static let onePayment = payment + "WHERE p.id = $1::bytea"
    static let event = """
        SELECT e.payment, e.sequence, e.at, e.body, e.state, e.details, e.salt, e.commitment, e.hash, e.held, e.payable,
               e.settled, e.kind
        """
    package static let events = event + " FROM events e WHERE e.payment = $1::bytea ORDER BY e.sequence"
    /// The events of a decision, each with what the payment was born as.
    package static let decision =
        event + """
            , p.birth FROM payments p JOIN events e ON e.payment = p.id
            WHERE p.id = $1::bytea AND e.sequence BETWEEN $2::int8 AND $3::int8 ORDER BY e.sequence
            """
    /// And whether they were erased: then 1.
    package static let details = """
        SELECT details, (details IS NULL AND salt IS NULL AND commitment IS NOT NULL)::int4::int8
        FROM events WHERE payment = $1::bytea AND sequence = $2::int8
        """

    package static let newest =
        payment + """
            WHERE p.account = $1::bytea AND p.id <= $2::bytea ORDER BY p.id DESC LIMIT $3::int8
            """
    package static let oldest =
        payment + """
            WHERE p.account = $1::bytea AND p.id >= $2::bytea ORDER BY p.id LIMIT $3::int8
            """
    package static let newestOfMerchant =
        payment + """
            WHERE p.merchant = $1::bytea AND p.id <= $2::bytea ORDER BY p.id DESC LIMIT $3::int8
            """
    package static let oldestOfMerchant =
        payment + """
            WHERE p.merchant = $1::bytea AND p.id >= $2::bytea ORDER BY p.id LIMIT $3::int8
            """
    package static let hasPayments = "SELECT 1 FROM payments WHERE merchant = $1::bytea LIMIT 1"
    /// A sum over many payments may be more than 64 bits hold: it ends there.
    static func sum(_ column: String) -> String {
        "least(greatest(coalesce(sum(\(column)), 0), -9223372036854775807), 9223372036854775807)::int8"
    }

    /// What the events of a merchant's payments moved, by currency.
    package static let movements = """
        SELECT p.currency, \(sum("e.held")), \(sum("e.payable")), \(sum("e.settled"))
        FROM payments p JOIN events e ON e.payment = p.id WHERE p.merchant = $1::bytea GROUP BY p.currency
        """

    // MARK: Settlements

    /// How many payments a settlement has, what they add up to, and what one of them was born as.
    package static let settlement = """
        SELECT count(*), \(sum("e.settled")),
               (SELECT p.birth FROM events f JOIN payments p ON p.id = f.payment
                WHERE f.settlement = $1::bytea ORDER BY f.payment LIMIT 1)
        FROM events e WHERE e.settlement = $1::bytea
        """
    package static let newestSettlements = settlements("<", "DESC")
    package static let oldestSettlements = settlements(">", "")
    package static let newestOfSettlement =
        payment + """
            JOIN events s ON s.payment = p.id
            WHERE s.settlement = $1::bytea AND s.payment <= $2::bytea ORDER BY s.payment DESC LIMIT $3::int8
            """
    package static let oldestOfSettlement =
        payment + """
            JOIN events s ON s.payment = p.id
            WHERE s.settlement = $1::bytea AND s.payment >= $2::bytea ORDER BY s.payment LIMIT $3::int8
            """
    package static let isInSettlement = "SELECT 1 FROM events WHERE settlement = $1::bytea AND payment = $2::bytea"

    /// Steps from settlement to settlement through the index: the time it takes grows with the merchant's settlements, not
    /// with rows.
    private static func settlements(_ beyond: String, _ direction: String) -> String {
        """
        WITH RECURSIVE ids (id) AS (
            (SELECT settlement FROM events WHERE merchant = $1::bytea AND settlement \(beyond)= $2::bytea
             ORDER BY settlement \(direction) LIMIT 1)
            UNION ALL
            SELECT (SELECT settlement FROM events WHERE merchant = $1::bytea AND settlement \(beyond) id
                    ORDER BY settlement \(direction) LIMIT 1)
            FROM ids WHERE id IS NOT NULL)
        SELECT ids.id FROM ids WHERE ids.id IS NOT NULL AND ($4::bytea IS NULL OR (
            SELECT p.account FROM events e JOIN payments p ON p.id = e.payment WHERE e.settlement = ids.id
            ORDER BY e.payment LIMIT 1) = $4::bytea)
        LIMIT $3::int8
        """
    }

    // MARK: Documents

    package static let document = """
        SELECT id, bytes, expires FROM documents
        WHERE merchant = $1::bytea AND wire = $2::text AND kind = $3::text AND id = $4::bytea
        """
    package static let newestDocuments = """
        SELECT id, bytes, expires FROM documents
        WHERE merchant = $1::bytea AND wire = $2::text AND kind = $3::text AND id <= $4::bytea ORDER BY id DESC
        LIMIT $5::int8
        """
    package static let oldestDocuments = """
        SELECT id, bytes, expires FROM documents
        WHERE merchant = $1::bytea AND wire = $2::text AND kind = $3::text AND id >= $4::bytea ORDER BY id LIMIT $5::int8
        """

    // MARK: What comes due

    package static let dueDeadlines = """
        SELECT due, payment, kind, operation, merchant FROM deadlines WHERE merchant = $1::bytea AND due <= $2::int8
        ORDER BY due, payment, kind, operation LIMIT $3::int8
        """
    package static let nextDeadline = "SELECT min(due) FROM deadlines WHERE merchant = $1::bytea AND due > $2::int8"
    package static let nextDeadlines = nextOfEach("deadlines")
    /// The first that waits, of each payment and lane, behind the place that `$3` to `$6` name.
    package static let dueDeliveries = """
        SELECT o.payment, o.sequence, o.endpoint, o.due, o.attempts FROM outbox o
        WHERE o.merchant = $7::bytea AND o.due <= $1::int8
          AND (o.due, o.payment, o.sequence, o.endpoint) > ($3::int8, $4::bytea, $5::int8, $6::text) AND \(isFirst)
        ORDER BY o.due, o.payment, o.sequence, o.endpoint LIMIT $2::int8
        """
    package static let nextDelivery = "SELECT min(due) FROM outbox WHERE merchant = $1::bytea AND due > $2::int8"
    package static let nextDeliveries = nextOfEach("outbox")
    package static let attempts = """
        SELECT sequence, endpoint, number, at, took, status, note, next, request FROM attempts WHERE payment = $1::bytea
        ORDER BY sequence, endpoint, number
        """

    /// Nothing that comes before it in its lane waits.
    static let isFirst = """
        NOT EXISTS (SELECT 1 FROM outbox p WHERE p.payment = o.payment AND p.sequence < o.sequence
                                             AND \(lane("p")) = \(lane("o")) AND p.due IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.payment = o.payment AND p.sequence = o.sequence
                                                 AND p.endpoint >= \(lane("o")) AND p.endpoint < o.endpoint
                                                 AND p.due IS NOT NULL)
        """

    /// Steps from merchant to merchant through the index: the time it takes grows with merchants, not with rows.
    private static func nextOfEach(_ table: String) -> String {
        """
        WITH RECURSIVE merchants (id) AS (
            (SELECT merchant FROM \(table) WHERE due IS NOT NULL ORDER BY merchant LIMIT 1)
            UNION ALL
            SELECT (SELECT merchant FROM \(table) WHERE due IS NOT NULL AND merchant > id ORDER BY merchant LIMIT 1)
            FROM merchants WHERE id IS NOT NULL)
        SELECT id, (SELECT min(due) FROM \(table) WHERE merchant = id AND due IS NOT NULL) FROM merchants
        WHERE id IS NOT NULL
        """
    }

    // MARK: What became of webhooks

    /// Deliveries with the status that ended the last attempt: of the newest payments, of notices, of one of either.
    package static let deliveriesOfPayments = deliveries(
        of: "SELECT id FROM payments WHERE merchant = $1::bytea ORDER BY id DESC LIMIT \(DeliveryFilter.payments)")
    package static let deliveriesOfNotices = deliveries(
        of: """
            SELECT id FROM documents WHERE merchant = $1::bytea AND wire = 'server' AND kind = 'notice'
            ORDER BY id DESC LIMIT \(DeliveryFilter.payments)
            """)
    package static let deliveriesOfOne = deliveries(of: "SELECT $5::bytea AS id")

    /// `$2` is a lane or NULL, `$3` a state or 0.
    private static func deliveries(of payments: String) -> String {
        """
        SELECT o.payment, o.sequence, o.endpoint, o.due, o.attempts, a.status
        FROM (\(payments)) p CROSS JOIN LATERAL (SELECT * FROM outbox o WHERE o.payment = p.id) o
        LEFT JOIN attempts a ON a.payment = o.payment AND a.sequence = o.sequence AND a.endpoint = o.endpoint
                            AND a.number = o.attempts
        WHERE o.merchant = $1::bytea AND ($2::text IS NULL OR \(lane("o")) = $2::text)
          AND ($3::int8 = 0
               OR $3::int8 = CASE WHEN o.due IS NOT NULL THEN 1 WHEN a.status BETWEEN 200 AND 299 THEN 2 ELSE 3 END)
        ORDER BY p.id DESC, o.sequence DESC, o.endpoint LIMIT $4::int8
        """
    }

    /// What is told in order: all topics of a subscription together, an address by itself.
    private static func lane(_ row: String) -> String {
        """
        CASE WHEN starts_with(\(row).endpoint, 'subscription:') THEN substr(\(row).endpoint, 1, 45) ELSE \(row).endpoint END
        """
    }
}
