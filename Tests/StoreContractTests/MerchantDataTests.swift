import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Store contract: everything of a merchant at once", .timeLimit(.minutes(5)))
struct MerchantDataTests {
    @Test("what was kept is there again, to the byte, whatever happened since", arguments: StoreKind.all)
    func restores(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let snapshot = Self.snapshot(1)
            for number in 1...2 { try store.fill(number) }
            try store.change(.keep(snapshot))
            let (own, others) = (try store.everything(Shop.merchant), try store.everything(Shop.otherMerchant))
            #expect(own.payments.count == 1 && own.events.count == 3 && own.attempts.count == 1)
            #expect(own.claims.count == 3 && own.deadlines.count == 1 && own.documents.count == 1)
            #expect(own.deliveries.count == 1)
            try store.goOn(1)
            try store.fill(3)
            #expect(try store.everything(Shop.merchant) != own)
            try store.reopen()
            try store.change(.restore(snapshot.id))
            #expect(try store.everything(Shop.merchant) == own)
            #expect(try store.everything(Shop.otherMerchant) == others)
            // And again, from nothing.
            try store.change(.erase)
            try store.reopen()
            try store.change(.restore(snapshot.id))
            try store.mustBeClean()
            #expect(try store.everything(Shop.merchant) == own)
            #expect(try store.everything(Shop.otherMerchant) == others)
        }
    }

    @Test(
        "what is erased is gone with everything that hangs on it; snapshots and others stay", arguments: StoreKind.all)
    func erases(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            for number in 1...2 { try store.fill(number) }
            try store.change(.keep(Self.snapshot(1)))
            let others = try store.everything(Shop.otherMerchant)
            try store.change(.erase)
            #expect(try store.everything(Shop.merchant) == Everything())
            #expect(try store.everything(Shop.otherMerchant) == others)
            #expect(try store.snapshots() == [Self.snapshot(1)])
            try store.mustBeClean()
            // The same again, under the same names: nothing of it is taken.
            try store.fill(1)
            try store.mustBeClean()
        }
    }

    @Test("snapshots are listed in order, each merchant's own, until they are forgotten", arguments: StoreKind.all)
    func lists(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let (first, second) = (Self.snapshot(1), Self.snapshot(2))
            try store.change(.keep(first))
            try store.change(.keep(second))
            try store.reopen()
            #expect(try store.snapshots() == [first, second])
            #expect(try store.snapshots(of: Shop.otherMerchant) == [])
            try store.change(.forget(first.id))
            #expect(try store.snapshots() == [second])
            var loaded: [MerchantID: Holdings] = [:]
            var keys = WorkingSet.Keys()
            keys.holdings = [Shop.merchant]
            try store.store.execute(keys) { set in
                loaded = set.holdings
                return CommitBatch(seal: set.lastBatch, at: Shop.opening)
            }
            #expect(loaded == [Shop.merchant: Holdings(payments: 0, snapshots: [second])])
        }
    }

    @Test("a payment that was set aside still is after it was brought back", arguments: StoreKind.all)
    func quarantine(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.fill(1)
            try store.write(Shop.payment(1)) { $0.quarantined = [Shop.payment(1): "I4"] }
            try store.change(.keep(Self.snapshot(1)))
            try store.change(.erase)
            try store.change(.restore(Self.snapshot(1).id))
            #expect(try store.load(Shop.payment(1)).payments[Shop.payment(1)]?.quarantine == "I4")
        }
    }

    @Test("what came of telling about something that is gone changes nothing", arguments: StoreKind.all)
    func lateAttempt(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.fill(1)
            try store.change(.erase)
            try store.write { $0.attempts = [Self.attempt(2)] }
            #expect(try store.database.deliveryReader().attempts(of: Shop.payment(1)).isEmpty)
            try store.mustBeClean()
        }
    }

    @Test(
        "whatever is kept, erased and brought back in whatever order: it is what it was, and sealed", arguments: 1...12)
    func anyOrder(_ number: UInt64) throws {
        // A few histories show what PostgreSQL does with them; each asks it a thousand questions.
        for kind in StoreKind.all where kind != .postgres || number <= 3 {
            try withStore(kind) { store in
                var seed = Seed(number)
                var kept: [SnapshotID: Everything] = [:]
                try store.fill(2)
                let others = try store.everything(Shop.otherMerchant)
                for step in 1...24 {
                    let known = kept.keys.sorted()
                    switch seed.number(in: 1...10) {
                    case 1...3: try store.fill(step * 2 + 1)
                    case 4: try store.change(.erase)
                    case 5, 6:
                        try store.change(.keep(Self.snapshot(step)))
                        kept[Self.snapshot(step).id] = try store.everything(Shop.merchant)
                    case 7...9 where !known.isEmpty:
                        let id = seed.pick(known)
                        try store.change(.restore(id))
                        #expect(try store.everything(Shop.merchant) == kept[id])
                    case 10 where !known.isEmpty:
                        let id = seed.pick(known)
                        try store.change(.forget(id))
                        kept[id] = nil
                    default: for payment in try store.everything(Shop.merchant).payments { try store.goOn(payment) }
                    }
                    try store.mustBeClean()
                }
                #expect(try store.everything(Shop.otherMerchant) == others)
            }
        }
    }

    static func snapshot(_ number: Int) -> Snapshot {
        Snapshot(
            id: SnapshotID(high: UInt64(number), low: 0x5EED), name: number == 1 ? "first" : nil, at: Shop.opening,
            isFrozen: number == 2, payments: number)
    }

    static func attempt(_ number: Int, of payment: PaymentID = Shop.payment(1)) -> DeliveryAttempt {
        DeliveryAttempt(
            place: DeliveryPlace(payment: payment, sequence: 1, endpoint: "a"), number: number, at: Shop.opening,
            took: .zero, status: 500, note: "", next: Shop.opening + .minutes(1))
    }
}

/// All that a merchant has, as far as a store tells.
private struct Everything: Equatable {
    var records: [PaymentRecord] = []
    var events: [EventRecord] = []
    var claims: [ClaimDigest: ClaimRecord] = [:]
    var deadlines: [Deadline] = []
    var documents: [Document] = []
    var deliveries: [WaitingDelivery] = []
    var attempts: [DeliveryAttempt] = []

    var payments: [PaymentID] { records.map(\.payment.id) }
}

/// Odd payments are the shop's, even ones the other's.
private func owner(of number: Int) -> (merchant: MerchantID, account: AccountID) {
    number.isMultiple(of: 2) ? (Shop.otherMerchant, Shop.otherAccount) : (Shop.merchant, Shop.account)
}

extension OpenStore {
    /// A payment with something of everything about it.
    fileprivate func fill(_ number: Int) throws {
        let (id, owner) = (Shop.payment(number), owner(of: number))
        var terms = Terms()
        terms.captureWindow = .days(7)
        try write(id) { batch in
            let place = batch.decide(
                Shop.create(
                    account: owner.account, merchant: owner.merchant, terms: terms, details: Shop.details("cart")),
                on: id, notifying: ["a"])
            batch.decide(Shop.approve(terms: terms), on: id, notifying: ["a"])
            batch.decide(Shop.capture(.nok(1_00)), on: id, notifying: ["a"])
            for (kind, outcome) in [ClaimRecord.Outcome.accepted(place), .refused(.notAuthorized), .answer([1])]
                .enumerated()
            {
                batch.claims[Self.digest(number, kind)] = ClaimRecord(
                    merchant: owner.merchant, fingerprint: [UInt8(kind), 9], expiresAt: nil, outcome: outcome)
            }
            let collection = DocumentCollection(merchant: owner.merchant, wire: Shop.wire, kind: "card")
            batch.documents = [
                .put(Document(key: DocumentKey(collection, [UInt8(number)]), bytes: [1, 2], expiresAt: Shop.opening))
            ]
            batch.attempts = [MerchantDataTests.attempt(1, of: id)]
        }
    }

    /// A payment that `fill` made goes on.
    fileprivate func goOn(_ number: Int) throws { try goOn(Shop.payment(number)) }

    fileprivate func goOn(_ id: PaymentID) throws {
        try write(id) { _ = $0.decide(Shop.capture(.nok(2_00)), on: id, notifying: ["a"]) }
    }

    fileprivate func change(_ kind: DataChange.Kind) throws {
        try write(spoiling: { $0.data = DataChange(of: Shop.merchant, kind) }, { _ in })
    }

    fileprivate func snapshots(of merchant: MerchantID = Shop.merchant) throws -> [Snapshot] {
        try database.snapshotReader().snapshots(of: merchant)
    }

    fileprivate func mustBeClean() throws {
        var audit = Audit(of: try database.auditSource(), outbox: Endpoints("a"))
        try audit.run()
        #expect(audit.report.findings == [])
    }

    fileprivate func everything(_ merchant: MerchantID) throws -> Everything {
        let (source, reader) = (try database.auditSource(), try reader())
        let deliveries = try database.deliveryReader()
        var all = Everything()
        try source.payments { _, record in
            if case .success(let record) = record, record.payment.birth.merchant == merchant {
                all.records.append(record)
            }
        }
        for id in all.payments {
            all.events += try source.events(of: id).get()
            all.attempts += try deliveries.attempts(of: id)
        }
        try source.claims { digest, claim in
            if case .success(let claim) = claim, claim.merchant == merchant { all.claims[digest] = claim }
        }
        let end = Shop.opening + .days(1_000)
        all.deadlines = try reader.deadlines(of: merchant, dueBy: end, limit: 1_000)
        all.deliveries = try deliveries.deliveries(of: merchant, dueBy: end, after: nil, limit: 1_000)
        let cards = DocumentCollection(merchant: merchant, wire: Shop.wire, kind: "card")
        all.documents = try reader.documents(of: cards, page: DocumentPage(limit: 1_000, order: .oldestFirst))
        return all
    }

    private static func digest(_ number: Int, _ kind: Int) -> ClaimDigest {
        ClaimDigest([UInt8(number), UInt8(kind)] + [UInt8](repeating: 0xD1, count: 14))
    }
}
