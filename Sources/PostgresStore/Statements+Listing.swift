import Engine
import PaymentCore

extension SQL {
    /// Ways to go through a merchant's payments by birth, newest first.
    package enum Listing: CaseIterable, Sendable {
        case byBirth, byWire, capturedByBirth, capturedByWire, byAmount, byPhase

        /// The way that leaves least to look at. What is captured has no way of its own: most payments are.
        static func best(for filter: PaymentFilter) -> Listing {
            if let amount = filter.amount, amount.lowerBound == amount.upperBound, filter.phase == nil {
                return .byAmount
            }
            guard let phase = filter.phase else { return filter.wire == nil ? .byBirth : .byWire }
            guard phase == .captured else { return .byPhase }
            return filter.wire == nil ? .capturedByBirth : .capturedByWire
        }

        /// Those that fit among the first that are looked at: $1 merchant, $2 and $3 the place they are older than, $4 the
        /// earliest birth, $5 how many; what is wanted: $6 wire, $7 currency, $8 and $9 amounts, or NULL; and $10 what leads
        /// this way, where something does.
        package var found: String {
            payment + """
                WHERE p.id = ANY(ARRAY(
                    SELECT l.id FROM (\(looked("$10")) LIMIT \(PaymentFilter.lookLimit)) l
                    WHERE ($6::text IS NULL OR l.wire = $6::text) AND ($7::text IS NULL OR l.currency = $7::text)
                      AND ($8::int8 IS NULL OR l.requested BETWEEN $8::int8 AND $9::int8) \(isCaptured)
                    ORDER BY l.born DESC, l.id DESC LIMIT $5::int8))
                ORDER BY p.born DESC, p.id DESC
                """
        }

        /// The last one that is looked at, when others follow it: $1 to $4 as above, $5 what leads this way.
        package var end: String {
            "SELECT l.born, l.id FROM (\(looked("$5"))) l LIMIT 1 OFFSET \(PaymentFilter.lookLimit - 1)"
        }

        /// What leads this way: its value in the filter.
        func key(of filter: PaymentFilter) -> Parameters.Value? {
            switch self {
            case .byBirth, .capturedByBirth: nil
            case .byWire, .capturedByWire: .text(filter.wire?.text)
            case .byAmount: .integer(filter.amount?.lowerBound)
            case .byPhase: .integer((filter.phase?.rawValue).map { Int64($0) })
            }
        }

        private func looked(_ key: String) -> String {
            let own =
                switch self {
                case .byBirth, .capturedByBirth: ""
                case .byWire, .capturedByWire: "AND wire = \(key)::text"
                case .byAmount: "AND requested = \(key)::int8"
                case .byPhase: "AND f.phase = \(key)::int8"
                }
            guard self == .byPhase else {
                return """
                    SELECT id, born, wire, currency, requested FROM payments
                    WHERE merchant = $1::bytea \(own) AND (born, id) < ($2::int8, $3::bytea) AND born >= $4::int8
                    ORDER BY born DESC, id DESC
                    """
            }
            return """
                SELECT f.payment AS id, f.born, p.wire, p.currency, p.requested
                FROM phases f JOIN payments p ON p.id = f.payment
                WHERE f.merchant = $1::bytea \(own) AND (f.born, f.payment) < ($2::int8, $3::bytea) AND f.born >= $4::int8
                ORDER BY f.born DESC, f.payment DESC
                """
        }

        private var isCaptured: String {
            switch self {
            case .byBirth, .byWire, .byAmount, .byPhase: ""
            case .capturedByBirth, .capturedByWire:
                "AND NOT EXISTS (SELECT 1 FROM phases f WHERE f.payment = l.id)"
            }
        }
    }

    /// Names from $2 up to $3, of a merchant; at most $4.
    package static let named = """
        SELECT payment FROM names
        WHERE merchant = $1::bytea AND name >= $2::text COLLATE "C" AND name < $3::text COLLATE "C"
        ORDER BY name, payment LIMIT $4::int8
        """

    /// What the events of a merchant's payments made payable since $2, by day and currency.
    package static let volumes = """
        SELECT e.at / 86400000, p.currency, \(sum("greatest(e.payable, 0)")), \(sum("greatest(-e.payable, 0)"))
        FROM payments p JOIN events e ON e.payment = p.id
        WHERE p.merchant = $1::bytea AND e.at >= $2::int8 AND e.payable <> 0 GROUP BY 1, 2 ORDER BY 1, 2
        """

    // MARK: Writing

    package static let insertNames = """
        INSERT INTO names (payment, name, merchant)
        SELECT n.* FROM unnest($1::bytea[], $2::text[], $3::bytea[]) n ON CONFLICT (payment, name) DO NOTHING
        """
    package static let putPhases = """
        INSERT INTO phases (payment, merchant, phase, born)
        SELECT n.* FROM unnest($1::bytea[], $2::bytea[], $3::int8[], $4::int8[]) n
        ON CONFLICT (payment) DO UPDATE SET phase = excluded.phase
        """
    package static let removePhases = "DELETE FROM phases WHERE payment = ANY($1::bytea[])"
}
