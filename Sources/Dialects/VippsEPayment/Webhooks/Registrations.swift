import DialectKit
import PaymentCore
import Synchronization
import VippsAccess

/// The registrations of every sale unit: sealed documents, remembered for a moment, since each event that is written asks.
final class Registrations: Sendable {
    private struct State {
        var service: (any PaymentService)?
        var known: [DocumentCollection: (all: [Registration], readAt: Instant)] = [:]
        /// What was read before one of them is not remembered after it.
        var changes: UInt64 = 0
    }

    private let state = Mutex(State())
    private let sealer: Sealer
    private let now: @Sendable () -> Instant

    /// What this process changes is known at once, for it is forgotten when it is written. What another process on the same
    /// data changes is known within this time.
    private static let goodFor = Interval.seconds(1)
    /// Units remembered at most.
    private static let memoryLimit = 10_000
    /// As many as a unit can have, whatever they are for.
    static let limit = 500
    private static let kind = "webhook "

    init(sealer: Sealer, now: @escaping @Sendable () -> Instant) {
        self.sealer = sealer
        self.now = now
    }

    func begin(with service: any PaymentService) { state.withLock { $0.service = service } }

    static func collection(_ merchant: MerchantID, _ unit: String) -> DocumentCollection {
        DocumentCollection(merchant: merchant, wire: VippsAccess.wire, kind: "\(kind)\(unit)")
    }

    /// Whether a document is one of those that are remembered here.
    static func isRegistration(_ key: DocumentKey) -> Bool {
        key.collection.wire == VippsAccess.wire && key.collection.kind.hasPrefix(kind)
    }

    static func key(_ id: Identifier<Registration>, in collection: DocumentCollection) -> DocumentKey {
        DocumentKey(collection, id.bytes)
    }

    /// In the order in which they were made. What was known last, however long ago, when the store cannot be read; where
    /// nothing was, nobody can say, and an event must not be written as if nobody wanted to hear of it (I6).
    func all(of merchant: MerchantID, _ unit: String) throws(Unavailable) -> [Registration] {
        let collection = Self.collection(merchant, unit)
        let now = now()
        let (service, known, changes) = state.withLock { ($0.service, $0.known[collection], $0.changes) }
        if let known, known.readAt <= now, now < known.readAt + Self.goodFor { return known.all }
        let all: [Registration]
        do throws(Unavailable) {
            guard let service else { throw .closing }
            all = try read(collection, in: service)
        } catch {
            guard let known else { throw error }
            return known.all
        }
        state.withLock { state in
            guard state.changes == changes else { return }
            if state.known.count >= Self.memoryLimit { state.known.removeAll() }
            state.known[collection] = (all, now)
        }
        return all
    }

    /// As last committed, in whichever process; in the order in which they were made.
    func read(
        of merchant: MerchantID, _ unit: String, in service: any PaymentService
    ) throws(Unavailable) -> [Registration] {
        try read(Self.collection(merchant, unit), in: service)
    }

    private func read(
        _ collection: DocumentCollection, in service: any PaymentService
    ) throws(Unavailable) -> [Registration] {
        let page = DocumentPage(limit: Self.limit, order: .oldestFirst)
        return try service.documents(of: collection, page: page).compactMap { try? sealer.openOrRead($0) }
    }

    func put(_ registration: Registration, in collection: DocumentCollection) -> DocumentWrite {
        .put(sealer.seal(registration, at: Self.key(registration.id, in: collection)))
    }

    /// Something of the unit was written.
    func forget(_ merchant: MerchantID, _ unit: String) {
        forget { $0 == Self.collection(merchant, unit) }
    }

    /// Everything that the merchant has was exchanged.
    func forget(_ merchant: MerchantID) {
        forget { $0.merchant == merchant }
    }

    private func forget(where isChanged: (DocumentCollection) -> Bool) {
        state.withLock { state in
            state.changes += 1
            for collection in state.known.keys.filter(isChanged) { state.known.removeValue(forKey: collection) }
        }
    }
}
