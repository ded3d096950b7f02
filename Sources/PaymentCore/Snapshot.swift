package enum SnapshotKind {}
package typealias SnapshotID = Identifier<SnapshotKind>

/// A copy of everything that a merchant had at one moment, kept to go back to.
package struct Snapshot: Hashable, Sendable {
    package let id: SnapshotID
    package let name: String?
    /// The merchant's own time then; where it goes on from after a restore.
    package let at: Instant
    /// Whether that time stood still.
    package let isFrozen: Bool
    /// How many payments it holds.
    package let payments: Int

    package init(id: SnapshotID, name: String?, at: Instant, isFrozen: Bool, payments: Int) {
        self.id = id
        self.name = name
        self.at = at
        self.isFrozen = isFrozen
        self.payments = payments
    }

    /// Kept of one merchant at most.
    package static let limit = 20
}
