import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Store contract: deadlines", .timeLimit(.minutes(5)))
struct DeadlineStorageTests {
    private let payment = Shop.payment(1)

    @Test("deadlines come by due time, then payment, then kind, then operation", arguments: StoreKind.all)
    func order(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let later = Shop.opening + .hours(1)
            let inOrder = [
                Deadline(
                    due: Instant(milliseconds: 1), merchant: Shop.merchant, payment: Shop.payment(9), kind: .abandon),
                Deadline(
                    due: Shop.opening, merchant: Shop.merchant, payment: Shop.payment(1), kind: .answer,
                    operation: Shop.operation(1)),
                Deadline(
                    due: Shop.opening, merchant: Shop.merchant, payment: Shop.payment(1), kind: .answer,
                    operation: Shop.operation(2)),
                Deadline(due: Shop.opening, merchant: Shop.merchant, payment: Shop.payment(1), kind: .expire),
                Deadline(
                    due: Shop.opening, merchant: Shop.merchant, payment: Shop.payment(2), kind: .answer,
                    operation: Shop.operation(1)),
                Deadline(due: later, merchant: Shop.merchant, payment: Shop.payment(1), kind: .lapse),
            ]
            try store.write { $0.newDeadlines = Set(inOrder) }
            let reader = try store.reader()
            #expect(try reader.deadlines(of: Shop.merchant, dueBy: later, limit: 100) == inOrder)
            #expect(inOrder == inOrder.sorted(), "the program's own order is the same")
            #expect(try reader.deadlines(of: Shop.merchant, dueBy: later, limit: 2) == Array(inOrder.prefix(2)))
            #expect(try reader.nextDeadline(of: Shop.merchant) == Instant(milliseconds: 1))
        }
    }

    @Test("a deadline is due at its very instant, and not a millisecond before", arguments: StoreKind.all)
    func dueWhenDue(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let deadline = Deadline(due: Shop.opening, merchant: Shop.merchant, payment: payment, kind: .expire)
            try store.write { $0.newDeadlines = [deadline] }
            let reader = try store.reader()
            let before = Instant(milliseconds: Shop.opening.milliseconds - 1)
            #expect(try reader.deadlines(of: Shop.merchant, dueBy: before, limit: 10).isEmpty)
            #expect(try reader.deadlines(of: Shop.merchant, dueBy: Shop.opening, limit: 10) == [deadline])
        }
    }

    @Test("without deadlines nothing is due", arguments: StoreKind.all)
    func none(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let reader = try store.reader()
            #expect(try reader.nextDeadline(of: Shop.merchant) == nil)
            #expect(try reader.deadlines(of: Shop.merchant, dueBy: Shop.opening, limit: 10).isEmpty)
        }
    }

    @Test("a deadline exists once, however often it is written", arguments: StoreKind.all)
    func once(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let deadline = Deadline(due: Shop.opening, merchant: Shop.merchant, payment: payment, kind: .expire)
            for _ in 1...3 { try store.write { $0.newDeadlines = [deadline] } }
            #expect(try store.reader().deadlines(of: Shop.merchant, dueBy: Shop.opening, limit: 10) == [deadline])
            try store.write { $0.endedDeadlines = [deadline] }
            #expect(try store.reader().nextDeadline(of: Shop.merchant) == nil)
        }
    }

    @Test("a deadline ends with the batch that ended it, and no earlier", arguments: StoreKind.all)
    func endsWithTheBatch(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            var terms = Terms()
            terms.captureWindow = .days(7)
            let expiry = Deadline(
                due: Shop.opening + .days(7), merchant: Shop.merchant, payment: payment, kind: .expire)
            try store.write(payment) { batch in
                batch.decide(Shop.create(), on: payment)
                batch.decide(Shop.approve(terms: terms), on: payment)
            }
            #expect(try store.load(deadlines: [expiry]).deadlines == [expiry])
            #expect(throws: StoreError.self) {
                try store.write(payment, spoiling: { $0.payments[0].payment.state.released = 1 }) { batch in
                    _ = batch.decide(Shop.capture(nil), on: payment)
                }
            }
            #expect(try store.load(deadlines: [expiry]).deadlines == [expiry])
            try store.write(payment) { _ = $0.decide(Shop.capture(nil), on: payment) }
            #expect(try store.load(deadlines: [expiry]).deadlines.isEmpty)
        }
    }

    @Test("only the deadlines that were asked for are loaded", arguments: StoreKind.all)
    func asked(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let stored = Deadline(due: Shop.opening, merchant: Shop.merchant, payment: payment, kind: .expire)
            let moved = Deadline(
                due: Shop.opening + .seconds(1), merchant: Shop.merchant, payment: payment, kind: .expire)
            try store.write { $0.newDeadlines = [stored] }
            #expect(try store.load(deadlines: [stored, moved]).deadlines == [stored])
            #expect(try store.load(deadlines: [moved]).deadlines.isEmpty)
        }
    }
}
