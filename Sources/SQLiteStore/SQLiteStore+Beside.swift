import CSQLite
import Engine
import PaymentCore

/// What a batch reads and writes beside payments: documents, and what came of webhooks.
extension SQLiteStore {
    func document(_ key: DocumentKey) throws -> Document? {
        statements.document.bind(key)
        defer { statements.document.reset() }
        return try statements.document.step() ? Rows.document(statements.document, of: key.collection) : nil
    }

    func write(_ document: DocumentWrite) throws {
        switch document {
        case .put(let document):
            let row = statements.putDocument
            row.bind(document.key)
            row.bindBlob(5, document.bytes)
            row.bind(6, document.expiresAt?.milliseconds)
            try row.run()
        case .remove(let key):
            statements.removeDocument.bind(key)
            try statements.removeDocument.run()
        }
    }

    func write(_ attempt: DeliveryAttempt) throws {
        let update = statements.updateOutbox
        update.bind(attempt.place)
        update.bind(4, attempt.next?.milliseconds)
        update.bind(5, Int64(attempt.number))
        try update.run()
        // Recorded before, or about something that is gone.
        guard sqlite3_changes(connection.handle) == 1 else { return }
        let row = statements.insertAttempt
        row.bind(attempt.place)
        row.bind(4, Int64(attempt.number))
        row.bind(5, attempt.at.milliseconds)
        row.bind(6, attempt.took.milliseconds)
        row.bind(7, attempt.status.map { Int64($0) })
        row.bind(8, attempt.note)
        row.bind(9, attempt.next?.milliseconds)
        row.bindBlob(10, attempt.request?.canonicalBytes ?? [])
        try row.run()
    }

    func write(_ delivery: DueDelivery) throws {
        let row = statements.upsertDelivery
        row.bind(delivery.place)
        row.bind(4, delivery.due.milliseconds)
        row.bind(5, delivery.merchant)
        try row.run()
    }
}

extension Statement {
    /// The four key columns of a document, as parameters 1 to 4.
    func bind(_ key: DocumentKey) {
        bind(key.collection)
        bindBlob(4, key.id)
    }

    func bind(_ collection: DocumentCollection) {
        bind(1, collection.merchant)
        bind(2, collection.wire.text)
        bind(3, collection.kind)
    }

    /// The three key columns of an outbox row, as parameters 1 to 3.
    func bind(_ place: DeliveryPlace) {
        bind(1, place.payment)
        bind(2, Int64(place.sequence))
        bind(3, place.endpoint)
    }
}
