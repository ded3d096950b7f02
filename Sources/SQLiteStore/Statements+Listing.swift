import Engine
import PaymentCore

extension SQL {
    /// Ways to go through a merchant's payments by birth, newest first.
    package enum Listing: CaseIterable, Sendable {
        /// Everything that is compared stands in the index.
        case byBirth, byWire
        /// With a look at each payment.
        case capturedByBirth, capturedByWire, byAmount, byPhase

        /// The way that leaves least to look at. What is captured has no way of its own: most payments are.
        static func best(for filter: PaymentFilter) -> Listing {
            if let amount = filter.amount, amount.lowerBound == amount.upperBound { return .byAmount }
            guard let phase = filter.phase else { return filter.wire == nil ? .byBirth : .byWire }
            guard phase == .captured else { return .byPhase }
            return filter.wire == nil ? .capturedByBirth : .capturedByWire
        }

        /// Those that fit among the first that are looked at: ?1 merchant, ?2 and ?3 the place they are older than, ?4 the
        /// earliest birth, ?5 how many; and what is wanted: ?6 wire, ?7 phase, ?8 currency, ?9 and ?10 amounts, or NULL.
        package var found: String {
            let phase =
                switch self {
                case .byBirth, .byWire: (column: "", test: "")
                case .capturedByBirth, .capturedByWire, .byAmount, .byPhase:
                    (column: "phase, ", test: "AND (?7 IS NULL OR phase = ?7)")
                }
            let columns = "id, wire, \(phase.column)currency, requested"
            return """
                SELECT id FROM (\(looked(columns)) LIMIT \(PaymentFilter.lookLimit))
                WHERE (?6 IS NULL OR wire = ?6) \(phase.test) AND (?8 IS NULL OR currency = ?8)
                  AND (?9 IS NULL OR requested BETWEEN ?9 AND ?10)
                LIMIT ?5
                """
        }

        /// The last one that is looked at, when others follow it.
        package var end: String { "\(looked("born, id")) LIMIT 1 OFFSET \(PaymentFilter.lookLimit - 1)" }

        private func looked(_ columns: String) -> String {
            let own =
                switch self {
                case .byBirth, .capturedByBirth: ""
                case .byWire, .capturedByWire: "AND wire = ?6"
                case .byAmount: "AND requested = ?9"
                case .byPhase: "AND phase = ?7 AND phase <> 7"
                }
            return """
                SELECT \(columns) FROM payments INDEXED BY \(index)
                WHERE merchant = ?1 \(own) AND (born, id) < (?2, ?3) AND born >= ?4 ORDER BY born DESC, id DESC
                """
        }

        private var index: String {
            switch self {
            case .byBirth, .capturedByBirth: "payments_by_birth"
            case .byWire, .capturedByWire: "payments_by_wire"
            case .byAmount: "payments_by_amount"
            case .byPhase: "payments_by_phase"
            }
        }
    }

    /// Names from ?2 up to ?3, of a merchant; at most ?4.
    package static let named = """
        SELECT payment FROM names WHERE merchant = ?1 AND name >= ?2 AND name < ?3 ORDER BY name, payment LIMIT ?4
        """

    /// What the events of each of a merchant's payments made payable since ?2, walking back from its last.
    package static let volumes = """
        WITH RECURSIVE walk (number, currency) AS (
            SELECT last_event, currency FROM payments INDEXED BY payments_by_merchant WHERE merchant = ?1
            UNION ALL SELECT e.previous, walk.currency FROM walk JOIN events e ON e.number = walk.number
            WHERE e.previous IS NOT NULL AND e.at >= ?2)
        SELECT e.at, walk.currency, e.payable FROM walk JOIN events e ON e.number = walk.number
        WHERE e.payable <> 0 AND e.at >= ?2
        """
}
