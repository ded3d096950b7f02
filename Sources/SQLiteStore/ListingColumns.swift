import PaymentCore

/// Payments from before they were listed by these columns.
enum ListingColumns {
    static func fill(on connection: borrowing Connection) throws {
        for table in ["payments", "snapshot_payments"] {
            let rows = try connection.prepare("SELECT DISTINCT id, birth, state FROM \(table)")
            var births: [(id: [UInt8], birth: [UInt8], state: [UInt8])] = []
            while try rows.step() { births.append((rows.blob(0), rows.blob(1), rows.blob(2))) }
            rows.reset()
            let update = try connection.prepare(
                """
                UPDATE \(table) SET phase = ?16, wire = ?17, currency = ?18, requested = ?19, born = ?20
                WHERE id = ?1 AND state = ?2
                """)
            for row in births {
                let id: PaymentID = try Rows.identifier(row.id)
                let birth = try Payment.Birth(canonicalBytes: row.birth)
                let state = try Payment.State(canonicalBytes: row.state)
                let payment = Payment(id: id, birth: birth, state: state, details: .none)
                update.bind(1, row.id)
                update.bind(2, row.state)
                update.bind(16, Int64(payment.phase.rawValue))
                update.bind(listing: birth)
                try update.run()
            }
        }
    }
}
