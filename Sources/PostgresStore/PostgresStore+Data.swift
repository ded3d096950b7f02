import Engine
import PaymentCore

/// Everything of one merchant at once. Rare, and behind the merchant's lock, so that nobody comes in between.
extension PostgresStore {
    func add(_ change: DataChange, to writes: inout Writes) {
        switch change.kind {
        case .erase: addErasure(of: change.merchant, butEventsOf: nil, to: &writes)
        case .keep(let snapshot):
            for table in KeptTable.allCases {
                writes.add(table.keep, Parameters(.blob(change.merchant.bytes), .blob(snapshot.id.bytes)))
            }
            writes.add(
                SQL.insertSnapshot,
                Parameters(
                    .blob(snapshot.id.bytes), .blob(change.merchant.bytes), .blob(snapshot.name.map { Array($0.utf8) }),
                    .integer(snapshot.at.milliseconds), .integer(snapshot.isFrozen ? 1 : 0),
                    .integer(Int64(snapshot.payments))))
        case .restore(let snapshot):
            addErasure(of: change.merchant, butEventsOf: snapshot, to: &writes)
            for sql in KeptTable.allCases.flatMap(\.restore) { writes.add(sql, Parameters(.blob(snapshot.bytes))) }
        case .forget(let snapshot):
            for table in KeptTable.allCases { writes.add(table.forget, Parameters(.blob(snapshot.bytes))) }
            writes.add(SQL.forgetSnapshot, Parameters(.blob(snapshot.bytes)))
        }
    }

    private func addErasure(of merchant: MerchantID, butEventsOf snapshot: SnapshotID?, to writes: inout Writes) {
        for table in KeptTable.allCases {
            writes.add(
                table.erase,
                table == .events
                    ? Parameters(.blob(merchant.bytes), .blob(snapshot?.bytes)) : Parameters(.blob(merchant.bytes)))
        }
    }
}
