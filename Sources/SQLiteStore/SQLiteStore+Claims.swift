import Engine
import PaymentCore

/// Claims: appended first, moved to their places later (`FreshClaims`).
extension SQLiteStore {
    /// What a batch does with claims, to be noted once it is committed.
    struct ClaimWrites {
        var claims: [FreshClaims.Claim] = []
        var moved = 0
    }

    func claim(_ digest: ClaimDigest) throws -> ClaimRecord? {
        if let claim = fresh[digest] { return claim }
        statements.claim.bind(1, digest.bytes)
        // Also when the row is corrupt: a statement that is not reset takes no other digest, and finds none.
        defer { statements.claim.reset() }
        return try statements.claim.step() ? try Rows.claim(statements.claim) : nil
    }

    func write(
        _ claims: [ClaimDigest: ClaimRecord], eventOf event: (DecisionPlace) -> Int64?
    ) throws -> ClaimWrites {
        var writes = ClaimWrites()
        var number = fresh.lastNumber
        for (digest, record) in claims {
            number += 1
            var place: Int64?
            if case .accepted(let decision) = record.outcome { place = event(decision) }
            let claim = FreshClaims.Claim(number: number, digest: digest, record: record, event: place)
            statements.insertFreshClaim.bind(9, number)
            try run(statements.insertFreshClaim, claim)
            writes.claims.append(claim)
        }
        let stretch = fresh.stretch(new: claims.count)
        for claim in stretch { try run(statements.upsertClaim, claim) }
        writes.moved = stretch.count
        try forgetMoved(max(2 * claims.count, 64))
        return writes
    }

    /// Before anything is done with claims as a whole, and where memory does not tell which wait: at the start, and after a
    /// commit whose outcome was unknown.
    func moveAllClaims() throws {
        try statements.moveFreshClaims.run()
        try statements.forgetAllFreshClaims.run()
    }

    /// What has moved goes from where it waited, a stretch at a time.
    private func forgetMoved(_ count: Int) throws {
        guard fresh.movedUpTo > 0 else { return }
        statements.forgetFreshClaims.bind(1, fresh.movedUpTo)
        statements.forgetFreshClaims.bind(2, Int64(count))
        try statements.forgetFreshClaims.run()
    }

    private func run(_ row: Statement, _ claim: FreshClaims.Claim) throws {
        row.bind(1, claim.digest.bytes)
        row.bind(2, claim.record.fingerprint)
        row.bind(3, claim.record.expiresAt?.milliseconds)
        for index in Int32(4)...7 { row.bind(index, Int64?.none) }
        switch claim.record.outcome {
        case .accepted(let place):
            row.bind(4, claim.event)
            row.bind(5, Int64(place.eventCount))
        case .refused(let refusal): row.bind(6, refusal.canonicalBytes)
        case .answer(let bytes): row.bindBlob(7, bytes)
        }
        row.bind(8, claim.record.merchant)
        try row.run()
    }
}
