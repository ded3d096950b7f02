import Engine
import PaymentCore

/// What a batch writes beside payments: documents, and what came of webhooks.
extension PostgresStore {
    /// Of several writes to one document the last counts. `absent` are those that the batch found free and decided on.
    func addDocuments(_ documents: [DocumentWrite], absent: Set<DocumentKey>, to writes: inout Writes) {
        var ends: [DocumentKey: Document?] = [:]
        for write in documents {
            switch write {
            case .put(let document): ends[document.key] = .some(document)
            case .remove(let key): ends[key] = .some(nil)
            }
        }
        let sorted = ends.sorted { $0.key.precedes($1.key) }
        let removed = sorted.filter { $0.value == nil }.map(\.key)
        if !removed.isEmpty { writes.add(SQL.removeDocuments, Parameters(removed)) }
        let put = sorted.compactMap(\.value)
        let (first, any) = (put.filter { absent.contains($0.key) }, put.filter { !absent.contains($0.key) })
        if !first.isEmpty {
            writes.add(
                SQL.putNewDocuments, Self.columns(of: first), of: first.count,
                orElse: Collision(what: "another node wrote the same document, again and again"))
        }
        if !any.isEmpty { writes.add(SQL.putDocuments, Self.columns(of: any)) }
    }

    private static func columns(of documents: [Document]) -> Parameters {
        var parameters = Parameters(documents.map(\.key))
        parameters.add(.blobs(documents.map(\.bytes)))
        parameters.add(.integers(documents.map { $0.expiresAt?.milliseconds }))
        return parameters
    }

    func addAttempts(_ attempts: [DeliveryAttempt], to writes: inout Writes) {
        for round in attempts.rounds(by: \.place) {
            var parameters = Parameters(round.map(\.place))
            parameters.add(.integers(round.map { Int64($0.number) }))
            parameters.add(.integers(round.map(\.at.milliseconds)))
            parameters.add(.integers(round.map(\.took.milliseconds)))
            parameters.add(.integers(round.map { $0.status.map { Int64($0) } }))
            parameters.add(.blobs(round.map { Array($0.note.utf8) }))
            parameters.add(.integers(round.map { $0.next?.milliseconds }))
            parameters.add(.blobs(round.map { $0.request?.canonicalBytes }))
            writes.add(SQL.insertAttempts, parameters)
        }
    }

    func addDeliveries(_ deliveries: [DueDelivery], to writes: inout Writes) {
        for round in deliveries.rounds(by: \.place) {
            var parameters = Parameters(round.map(\.place))
            parameters.add(.integers(round.map(\.due.milliseconds)))
            parameters.add(.blobs(round.map(\.merchant.bytes)))
            parameters.add(.blob(holder))
            writes.add(SQL.upsertDeliveries, parameters)
        }
    }
}

extension Array {
    /// Parts in which each key is there once, so that one statement may write a part; in order for each key.
    fileprivate func rounds<Key: Hashable>(by key: (Element) -> Key) -> [[Element]] {
        var rounds: [[Element]] = []
        var met: [Key: Int] = [:]
        for element in self {
            let round = met[key(element), default: 0]
            met[key(element)] = round + 1
            if round == rounds.count { rounds.append([]) }
            rounds[round].append(element)
        }
        return rounds
    }
}

extension DocumentKey {
    /// The order in which documents are locked.
    fileprivate func precedes(_ other: DocumentKey) -> Bool {
        let (one, two) = (collection, other.collection)
        if one.merchant != two.merchant { return one.merchant < two.merchant }
        if one.wire != two.wire { return one.wire.text < two.wire.text }
        if one.kind != two.kind { return one.kind < two.kind }
        return id.lexicographicallyPrecedes(other.id)
    }
}
