import Engine
import Logging
package import PaymentCore
package import Sandbox

/// Going back to a snapshot is a journey too, so that nobody's data changes while the clock is on its way.
extension TimeMachine: SandboxData {
    package func erase(_ merchant: MerchantID) async throws(DataTrouble) {
        _ = try await change(merchant, .erase(clock: nil))
    }

    package func snapshots(of merchant: MerchantID) throws(DataTrouble) -> [Snapshot] {
        do { return try reader.snapshots(of: merchant) } catch {
            logger.error("a read failed", metadata: ["error": "\(error)"])
            throw .unavailable
        }
    }

    package func keep(
        _ merchant: MerchantID, as id: SnapshotID, name: String?
    ) async throws(DataTrouble) -> Snapshot {
        try await snapshot(of: merchant, .keep(id, name: name))
    }

    package func restore(_ id: SnapshotID, of merchant: MerchantID) async throws(DataTrouble) -> Snapshot {
        try await snapshot(of: merchant, .restore(id))
    }

    package func forget(_ id: SnapshotID, of merchant: MerchantID) async throws(DataTrouble) {
        _ = try await change(merchant, .forget(id))
    }

    private func snapshot(of merchant: MerchantID, _ wish: DataWish) async throws(DataTrouble) -> Snapshot {
        guard let snapshot = try await change(merchant, wish) else {
            preconditionFailure("what is about a snapshot answers with it")
        }
        return snapshot
    }

    private func change(_ merchant: MerchantID, _ wish: DataWish) async throws(DataTrouble) -> Snapshot? {
        let hasBegun: Bool
        do { hasBegun = try await begin(merchant) } catch { throw .unavailable }
        guard hasBegun else { throw .underWay }
        defer { end(merchant) }
        let reply: DataReply
        do { reply = try await engine.change(merchant, wish) } catch { throw .unavailable }
        switch reply {
        case .done(let snapshot): return snapshot
        case .noSuchSnapshot: throw .noSuchSnapshot
        case .tooManySnapshots: throw .tooManySnapshots
        }
    }
}
