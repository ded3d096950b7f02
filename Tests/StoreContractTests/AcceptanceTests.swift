import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Store contract: a decision is read back as of then", .timeLimit(.minutes(5)))
struct AcceptanceTests {
    private let payment = Shop.payment(1)

    /// One payment's life; after each step the acceptance is remembered as the engine answered it.
    private static let life: [Command] = [
        Shop.create(details: Shop.details("cart 1")),
        Shop.amend("cart 2"),
        Shop.approve(),
        Shop.capture(.nok(200_00), details: Shop.details("first parcel")),
        Shop.amend("cart 3", over: 2),
        Shop.capture(.nok(100_00), final: true),
        Shop.refund(.nok(50_00)),
        Shop.amend("cart 4", over: 5),
    ]

    @Test(
        "every decision gives the payment as of then, after later events and amendments too", arguments: StoreKind.all)
    func asOfThen(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            var known: Payment?
            var history: [(place: DecisionPlace, acceptance: Acceptance)] = []
            for command in Self.life {
                let decision = decide(command, id: payment, on: known, at: Shop.opening)
                guard case .accepted(let acceptance) = decision else {
                    Issue.record("\(command) is refused: \(decision)")
                    return
                }
                known = acceptance.payment
                history.append((try store.write(payment) { $0.decide(command, on: payment) }, acceptance))
            }
            try store.reopen()
            for (place, acceptance) in history {
                #expect(try store.reader().acceptance(place) == acceptance)
            }
        }
    }

    @Test("a place beyond the payment's events is corrupt, and no decision", arguments: StoreKind.all)
    func beyond(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.write(payment) { _ = $0.decide(Shop.create(), on: payment) }
            for place in [
                DecisionPlace(payment: payment, sequence: 1, eventCount: 2),
                DecisionPlace(payment: payment, sequence: 2, eventCount: 1),
                DecisionPlace(payment: Shop.payment(2), sequence: 1, eventCount: 1),
            ] {
                #expect {
                    try store.reader().acceptance(place)
                } throws: { error in
                    if case .corrupt = error as? StoreError { true } else { false }
                }
            }
        }
    }
}
