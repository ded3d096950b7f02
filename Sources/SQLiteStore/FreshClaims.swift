import Engine
import PaymentCore

/// Claims of the last while, in memory as they stand in `fresh_claims`, and how they move from there to `claims`.
///
/// A claim's place in `claims` follows from its digest, which is as good as random: written there at once, each claim dirties
/// a page of its own, which is written to the log and once more by the checkpoint (12 KiB a capture, with a million claims).
/// So a claim is first appended, where forty share a page; when many wait they move in the order of their digests, a few with
/// each batch, and share pages again. Whoever looks for a claim looks here first.
///
/// Changes only when what it is told was committed.
struct FreshClaims {
    struct Claim {
        /// In the order they were made.
        let number: Int64
        let digest: ClaimDigest
        let record: ClaimRecord
        /// The event that it points to.
        let event: Int64?
    }

    /// When so many wait they begin to move. About 300 bytes each, and twice as many at most.
    static let limit = 32_768
    /// They begin earlier when so many batches brought few, so that none waits for ever.
    private static let patience = 128
    private static let few = 8

    private var waiting: [ClaimDigest: Claim] = [:]
    private var batches = 0
    /// Those on the move, in the order of their digests; those before `place` have moved.
    private var moving: [Claim] = []
    private var movingByDigest: [ClaimDigest: Claim] = [:]
    private var place = 0
    private(set) var lastNumber: Int64 = 0
    /// Up to there nothing is needed in `fresh_claims` any more.
    private(set) var movedUpTo: Int64 = 0

    var count: Int { waiting.count + moving.count - place }

    subscript(digest: ClaimDigest) -> ClaimRecord? { (waiting[digest] ?? movingByDigest[digest])?.record }

    /// What the next batch is to move, when it brings `new` claims: twice as many, so that it comes to an end.
    func stretch(new: Int) -> ArraySlice<Claim> {
        moving[place..<min(place + max(2 * new, Self.few), moving.count)]
    }

    /// A batch was committed that moved `moved` and brought `claims`.
    mutating func note(moved: Int, _ claims: [Claim]) {
        for claim in claims {
            waiting[claim.digest] = claim
            lastNumber = max(lastNumber, claim.number)
        }
        batches += 1
        place += moved
        if !moving.isEmpty, place == moving.count {
            movedUpTo = moving.map(\.number).max() ?? movedUpTo
            moving = []
            movingByDigest = [:]
            place = 0
        }
        guard moving.isEmpty, isTime else { return }
        moving = waiting.values.sorted { $0.digest < $1.digest }
        movingByDigest = waiting
        waiting = [:]
        batches = 0
    }

    private var isTime: Bool {
        waiting.count >= Self.limit
            || (batches >= Self.patience && !waiting.isEmpty && waiting.count < batches * Self.few)
    }
}
