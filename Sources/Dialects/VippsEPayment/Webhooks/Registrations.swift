import DialectKit
import PaymentCore
import Synchronization
import VippsAccess

/// The registrations of every sale unit: sealed documents, read at most once a second, since each event that is written asks.
final class Registrations: Sendable {
    private struct State {
        var service: (any PaymentService)?
        var known: [DocumentCollection: (all: [Registration], readAt: Instant)] = [:]
    }

    private let state = Mutex(State())
    private let sealer: Sealer
    private let now: @Sendable () -> Instant

    /// Another process may write them too; what this one writes is known at once.
    private static let goodFor = Interval.seconds(1)
    /// Units remembered at most.
    private static let memoryLimit = 10_000
    /// More than can be registered.
    private static let readLimit = 1_000

    init(sealer: Sealer, now: @escaping @Sendable () -> Instant) {
        self.sealer = sealer
        self.now = now
    }

    func begin(with service: any PaymentService) { state.withLock { $0.service = service } }

    static func collection(_ merchant: MerchantID, _ unit: String) -> DocumentCollection {
        DocumentCollection(merchant: merchant, wire: VippsAccess.wire, kind: "webhook \(unit)")
    }

    static func key(_ id: Identifier<Registration>, in collection: DocumentCollection) -> DocumentKey {
        DocumentKey(collection, id.bytes)
    }

    /// In the order in which they were made. What was known last, when the store cannot be read.
    func all(of merchant: MerchantID, _ unit: String) -> [Registration] {
        let collection = Self.collection(merchant, unit)
        let now = now()
        let (service, known) = state.withLock { ($0.service, $0.known[collection]) }
        if let known, known.readAt <= now, now < known.readAt + Self.goodFor { return known.all }
        let page = DocumentPage(limit: Self.readLimit, order: .oldestFirst)
        guard let service, let documents = try? service.documents(of: collection, page: page) else {
            return known?.all ?? []
        }
        let all = documents.compactMap { (try? sealer.openOrRead($0)) as Registration? }
        state.withLock { state in
            if state.known.count >= Self.memoryLimit { state.known.removeAll() }
            state.known[collection] = (all, now)
        }
        return all
    }

    func put(_ registration: Registration, in collection: DocumentCollection) -> DocumentWrite {
        .put(sealer.seal(registration, at: Self.key(registration.id, in: collection)))
    }

    /// Something of the unit was written.
    func forget(_ merchant: MerchantID, _ unit: String) {
        state.withLock { _ = $0.known.removeValue(forKey: Self.collection(merchant, unit)) }
    }
}
