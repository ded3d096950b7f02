package import PaymentCore

/// Everything that one merchant has, in the hands of whoever rehearses: erased, kept and brought back. Credentials are
/// none of it; other merchants never notice.
package protocol SandboxData: Sendable {
    /// Everything goes; the clock and the snapshots stay.
    func erase(_ merchant: MerchantID) async throws(DataTrouble)

    /// Oldest first.
    func snapshots(of merchant: MerchantID) throws(DataTrouble) -> [Snapshot]

    func keep(_ merchant: MerchantID, as id: SnapshotID, name: String?) async throws(DataTrouble) -> Snapshot

    /// What the snapshot holds takes the place of everything there is, and time goes on from its instant.
    func restore(_ id: SnapshotID, of merchant: MerchantID) async throws(DataTrouble) -> Snapshot

    func forget(_ id: SnapshotID, of merchant: MerchantID) async throws(DataTrouble)
}

/// Why nothing was done with a merchant's data.
package enum DataTrouble: Error, Hashable, Sendable {
    case noSuchSnapshot
    /// As many as a merchant may have are kept already.
    case tooManySnapshots
    /// The merchant's clock is on its way somewhere.
    case underWay
    /// The engine or its store could not go on.
    case unavailable
}
