import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Store contract: quarantine", .timeLimit(.minutes(5)))
struct QuarantineTests {
    private let payment = Shop.payment(1)

    @Test("a quarantine stays, through later batches and reopening", arguments: StoreKind.all)
    func stays(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.write(payment) { _ = $0.decide(Shop.create(), on: payment) }
            try store.write(payment) { $0.quarantined = [payment: "I4: the books differ"] }
            #expect(try store.load(payment).payments[payment]?.quarantine == "I4: the books differ")
            try store.write(payment) { _ = $0.decide(Shop.amend("later"), on: payment) }
            try store.reopen()
            let record = try store.load(payment).payments[payment]
            #expect(record?.quarantine == "I4: the books differ")
            #expect(record?.payment.state.sequence == 2)
        }
    }

    @Test("a payment may be set aside in the batch that created it", arguments: StoreKind.all)
    func atBirth(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.write(payment) { batch in
                batch.decide(Shop.create(), on: payment)
                batch.quarantined = [payment: "I4"]
            }
            #expect(try store.load(payment).payments[payment]?.quarantine == "I4")
        }
    }

    @Test("setting aside what does not exist writes no payment", arguments: StoreKind.all)
    func unknown(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.write(payment) { $0.quarantined = [payment: "I4"] }
            #expect(try store.load(payment).payments.isEmpty)
            #expect(try store.reader().payment(payment) == nil)
        }
    }

    @Test("the audit names a payment in quarantine", arguments: StoreKind.all)
    func audited(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.write(payment) { _ = $0.decide(Shop.create(), on: payment) }
            try store.write(payment) { $0.quarantined = [payment: "I4: the books differ"] }
            #expect(try store.database.audit().findings.contains { $0.contains("quarantine: I4: the books differ") })
        }
    }
}
