package import PaymentCore

/// What may be asked with everything that one merchant has: payments, claims, deadlines, webhooks and documents.
package enum DataWish: Hashable, Sendable {
    /// Everything goes; snapshots stay. `clock` is the merchant's from then on, when there is one.
    case erase(clock: MerchantClock?)
    case keep(SnapshotID, name: String?)
    /// Everything goes, and what the snapshot holds is there again. Time goes on from its instant.
    case restore(SnapshotID)
    /// The snapshot goes.
    case forget(SnapshotID)
}

/// What a batch does with everything of one merchant. Such a batch does nothing else, but for the clock.
package struct DataChange: Hashable, Sendable {
    package let merchant: MerchantID
    package let kind: Kind

    package enum Kind: Hashable, Sendable {
        case erase
        case keep(Snapshot)
        case restore(SnapshotID)
        case forget(SnapshotID)
    }

    package init(of merchant: MerchantID, _ kind: Kind) {
        self.merchant = merchant
        self.kind = kind
    }

    /// Whether the merchant has something else afterwards than before: what was seen then is not true any more.
    package var beginsEra: Bool {
        switch kind {
        case .erase, .restore: true
        case .keep, .forget: false
        }
    }
}

package enum DataReply: Hashable, Sendable {
    /// With the snapshot it was about.
    case done(Snapshot?)
    case noSuchSnapshot
    case tooManySnapshots
}

/// What a wish is decided on.
package struct Holdings: Hashable, Sendable {
    package var payments: Int
    /// Oldest first.
    package var snapshots: [Snapshot]

    package init(payments: Int = 0, snapshots: [Snapshot] = []) {
        self.payments = payments
        self.snapshots = snapshots
    }
}

/// A time in which a merchant has the same data, until it is replaced as a whole: what somebody on the way has seen in an
/// earlier era is not of this one, though it may bear the same name.
package struct Era: Hashable, Sendable {
    package let merchant: MerchantID
    let token: [UInt8]
}

/// Reads of snapshots, for those who list them.
package protocol SnapshotReader: Sendable {
    /// Oldest first.
    func snapshots(of merchant: MerchantID) throws(StoreError) -> [Snapshot]
}

/// What becomes of a wish.
struct DataDecision {
    var reply = DataReply.done(nil)
    var change: DataChange?
    /// The merchant's clock from then on; nil leaves it.
    var clock: MerchantClock?

    /// `now` is real time.
    init(_ wish: DataWish, of merchant: MerchantID, _ holdings: Holdings, clock: MerchantClock, now: Instant) {
        func known(_ id: SnapshotID) -> Snapshot? { holdings.snapshots.first { $0.id == id } }
        switch wish {
        case .erase(let next):
            change = DataChange(of: merchant, .erase)
            self.clock = next
        case .keep(let id, let name):
            guard holdings.snapshots.count < Snapshot.limit else {
                reply = .tooManySnapshots
                return
            }
            let snapshot = Snapshot(
                id: id, name: name, at: clock.now(at: now), isFrozen: clock.isFrozen, payments: holdings.payments)
            reply = .done(snapshot)
            change = DataChange(of: merchant, .keep(snapshot))
        case .restore(let id):
            guard let snapshot = known(id) else {
                reply = .noSuchSnapshot
                return
            }
            reply = .done(snapshot)
            change = DataChange(of: merchant, .restore(id))
            self.clock =
                snapshot.isFrozen
                ? .frozen(at: snapshot.at)
                : .running(ahead: Interval(milliseconds: snapshot.at.milliseconds - now.milliseconds))
        case .forget(let id):
            guard let snapshot = known(id) else {
                reply = .noSuchSnapshot
                return
            }
            reply = .done(snapshot)
            change = DataChange(of: merchant, .forget(id))
        }
    }
}
