import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Store contract: claims", .timeLimit(.minutes(5)))
struct ClaimTests {
    private static let payment = Shop.payment(1)
    private static let digest = Shop.digest(0xA0)

    /// What a claim may hold beside an acceptance, which needs a decision.
    static let outcomes: [ClaimRecord.Outcome] = [
        .refused(.paymentUnknown),
        .refused(.exceedsCapturable(requested: .nok(2_00), capturable: .nok(1_00))),
        .refused(.ended(.declined(.insufficientFunds))),
        .answer(Array("{\"field\":\"amount\"}".utf8)),
        .answer([0, 0xFF, 0]),
        .answer([]),
    ]

    @Test("a claim is found with its fingerprint, expiry and outcome", arguments: StoreKind.all, outcomes)
    func found(_ kind: StoreKind, _ outcome: ClaimRecord.Outcome) throws {
        try withStore(kind) { store in
            let claim = ClaimRecord(
                merchant: Shop.merchant, fingerprint: [1, 2, 3], expiresAt: Shop.opening + .hours(1), outcome: outcome)
            try store.write { $0.claims[Self.digest] = claim }
            try store.reopen()
            #expect(try store.load(claims: [Self.digest]).claims == [Self.digest: claim])
        }
    }

    @Test("a claim on a decision names its payment, its first event and how many", arguments: StoreKind.all)
    func decision(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.write(Self.payment) { _ = $0.decide(Shop.create(), on: Self.payment) }
            var terms = Terms()
            terms.capture = .automatic(after: .zero)
            let claim = try store.write(Self.payment, claims: [Self.digest]) { batch in
                let place = batch.decide(Shop.approve(terms: terms), on: Self.payment)
                let claim = ClaimRecord(
                    merchant: Shop.merchant, fingerprint: [9], expiresAt: nil, outcome: .accepted(place))
                batch.claims[Self.digest] = claim
                return claim
            }
            let place = DecisionPlace(payment: Self.payment, sequence: 2, eventCount: 2)
            #expect(claim.outcome == .accepted(place))
            #expect(try store.load(claims: [Self.digest]).claims[Self.digest] == claim)
        }
    }

    @Test("a claim can only point to a decision of its own batch (I5)", arguments: StoreKind.all)
    func elsewhere(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let place = try store.write(Self.payment) { $0.decide(Shop.create(), on: Self.payment) }
            #expect(throws: StoreError.self) {
                try store.write(Self.payment) { batch in
                    batch.claims[Self.digest] = ClaimRecord(
                        merchant: Shop.merchant, fingerprint: [], expiresAt: nil, outcome: .accepted(place))
                }
            }
            #expect(try store.load(claims: [Self.digest]).claims.isEmpty)
        }
    }

    @Test("only the claims that were asked for are loaded", arguments: StoreKind.all)
    func others(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.write { batch in
                for byte in UInt8(1)...3 { batch.claims[Shop.digest(byte)] = Self.refusal(expiresAt: nil) }
            }
            let loaded = try store.load(claims: [Shop.digest(2), Shop.digest(9)])
            #expect(Set(loaded.claims.keys) == [Shop.digest(2)])
        }
    }

    @Test("an expired claim may be taken by another", arguments: StoreKind.all)
    func overwritten(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.write { $0.claims[Self.digest] = Self.refusal(expiresAt: Shop.opening) }
            let next = ClaimRecord(merchant: Shop.merchant, fingerprint: [2], expiresAt: nil, outcome: .answer([7]))
            try store.write(at: Shop.opening + .hours(1), claims: [Self.digest]) { $0.claims[Self.digest] = next }
            #expect(try store.load(claims: [Self.digest]).claims[Self.digest] == next)
        }
    }

    @Test("expired claims are forgotten in time, standing ones never", arguments: StoreKind.all)
    func forgotten(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let end = Shop.opening + .hours(1)
            let (expired, standing, endless) = (Shop.digest(0xF0), Shop.digest(0xF1), Shop.digest(0xF2))
            try store.write { batch in
                batch.claims[expired] = Self.refusal(expiresAt: end)
                batch.claims[standing] = Self.refusal(expiresAt: Instant(milliseconds: end.milliseconds + 1))
                batch.claims[endless] = Self.refusal(expiresAt: nil)
            }
            var batches = 0
            while try Self.claims(in: store).contains(expired), batches < 200 {
                batches += 1
                let id = Shop.payment(batches)
                try store.write(at: end, id) { _ = $0.decide(Shop.create(), on: id) }
            }
            #expect(try Self.claims(in: store) == [standing, endless])
        }
    }

    private static func refusal(expiresAt: Instant?) -> ClaimRecord {
        ClaimRecord(merchant: Shop.merchant, fingerprint: [1], expiresAt: expiresAt, outcome: .refused(.notAuthorized))
    }

    private static func claims(in store: OpenStore) throws -> Set<ClaimDigest> {
        var digests: Set<ClaimDigest> = []
        try store.database.auditSource().claims { digest, _ in digests.insert(digest) }
        return digests
    }
}
