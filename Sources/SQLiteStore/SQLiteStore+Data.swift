import Engine
import PaymentCore

/// Everything of one merchant at once. Rare, so each statement is prepared when it is needed.
extension SQLiteStore {
    func holdings(of merchant: MerchantID) throws -> Holdings {
        let count = try connection.prepare(SQL.paymentCount)
        count.bind(1, merchant)
        _ = try count.step()
        return Holdings(
            payments: Int(count.integer(0)),
            snapshots: try Rows.snapshots(try connection.prepare(SQL.snapshots), of: merchant))
    }

    func write(_ change: DataChange) throws {
        switch change.kind {
        case .erase: try erase(change.merchant)
        case .keep(let snapshot):
            for table in KeptTable.allCases {
                let row = try connection.prepare(table.keep)
                row.bind(1, change.merchant)
                row.bind(2, snapshot.id)
                try row.run()
            }
            try insert(snapshot, of: change.merchant)
        case .restore(let snapshot):
            try erase(change.merchant, butEventsOf: snapshot)
            for table in KeptTable.allCases { try run(table.restore, on: snapshot) }
        case .forget(let snapshot):
            for table in KeptTable.allCases { try run([table.forget], on: snapshot) }
            try run([SQL.forgetSnapshot], on: snapshot)
        }
    }

    private func erase(_ merchant: MerchantID, butEventsOf snapshot: SnapshotID? = nil) throws {
        for sql in KeptTable.allCases.flatMap(\.erase) {
            let row = try connection.prepare(sql)
            row.bind(1, merchant)
            row.bind(2, snapshot?.bytes ?? [])
            try row.run()
        }
    }

    /// What earlier events brought of a payer, what was sent of it, and what the payment was found by.
    func erase(detailsOf payment: PaymentID, before sequence: Int) throws {
        for sql in SQL.eraseDetails {
            let row = try connection.prepare(sql)
            row.bind(1, payment.bytes)
            row.bind(2, Int64(sequence))
            try row.run()
        }
    }

    private func insert(_ snapshot: Snapshot, of merchant: MerchantID) throws {
        let row = try connection.prepare(SQL.insertSnapshot)
        row.bind(1, snapshot.id)
        row.bind(2, merchant)
        row.bind(3, snapshot.name)
        row.bind(4, snapshot.at.milliseconds)
        row.bind(5, snapshot.isFrozen ? 1 : 0)
        row.bind(6, Int64(snapshot.payments))
        try row.run()
    }

    private func run(_ statements: [String], on snapshot: SnapshotID) throws {
        for sql in statements {
            let row = try connection.prepare(sql)
            row.bind(1, snapshot)
            try row.run()
        }
    }
}
