import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("A file from before payments were listed by columns", .timeLimit(.minutes(1)))
struct ListingMigrationTests {
    @Test("its payments are found by what they are, those in snapshots when they are brought back")
    func filled() throws {
        try withStore(.sqlite) { store in
            for number in 1...3 {
                try store.write(at: Shop.opening + .hours(Int64(number)), Shop.payment(number)) { batch in
                    batch.decide(Shop.create(), on: Shop.payment(number))
                    if number > 1 { batch.decide(Shop.approve(), on: Shop.payment(number)) }
                    if number > 2 { batch.decide(Shop.capture(nil), on: Shop.payment(number)) }
                }
            }
            try store.store.close()
            try RawDatabase(store.database).execute(
                """
                DROP INDEX payments_by_birth; DROP INDEX payments_by_wire; DROP INDEX payments_by_amount;
                DROP INDEX payments_by_phase; DROP TABLE names; DROP TABLE snapshot_names; DROP TABLE fresh_claims;
                \(["payments", "snapshot_payments"].flatMap { table in
                    ["phase", "wire", "currency", "requested", "born"].map { "ALTER TABLE \(table) DROP COLUMN \($0);" }
                }.joined(separator: "\n"))
                PRAGMA user_version = 5
                """)
            try store.reopen(closing: false)
            let finder = try store.database.finder()
            for (phase, number) in [(Payment.Phase.open, 1), (.authorized, 2), (.captured, 3)] {
                var filter = PaymentFilter()
                filter.phase = phase
                filter.wire = Shop.wire
                filter.amount = 500_00...500_00
                let found = try finder.payments(of: Shop.merchant, filter, olderThan: nil, limit: 10)
                #expect(found.payments.map(\.id) == [Shop.payment(number)])
            }
        }
    }
}
