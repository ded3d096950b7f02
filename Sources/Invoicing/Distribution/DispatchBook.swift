package import PaymentCore

/// Where dispatches of a merchant are kept, and how those that wait are found among all merchants'.
package struct DispatchBook: Sendable {
    private let merchant: MerchantID

    package init(of merchant: MerchantID) { self.merchant = merchant }

    /// Of one invoice or credit note, directory first.
    package func notes(
        of operation: OperationID, in service: any PaymentService
    ) throws(Unavailable) -> [DispatchNote] {
        var notes: [DispatchNote] = []
        for channel in InvoiceChannel.allCases {
            if let note = try note(of: operation, on: channel, in: service) { notes.append(note) }
        }
        return notes
    }

    func note(
        of operation: OperationID, on channel: InvoiceChannel, in service: any PaymentService
    ) throws(Unavailable) -> DispatchNote? {
        guard let document = try service.document(key(operation, channel)) else { return nil }
        return try? DispatchNote(canonicalBytes: document.bytes)
    }

    /// The note, and its place among those that wait while it does.
    func entries(_ note: DispatchNote, of operation: OperationID) -> [DocumentWrite] {
        let waiting = Waiting(merchant: merchant, operation: operation, channel: note.channel)
        let place: DocumentWrite
        switch note.state {
        case .waiting(let until): place = .put(Document(key: waiting.key, bytes: until.canonicalBytes))
        case .delivered, .undeliverable: place = .remove(waiting.key)
        }
        return [.put(Document(key: key(operation, note.channel), bytes: note.canonicalBytes)), place]
    }

    func key(_ operation: OperationID, _ channel: InvoiceChannel) -> DocumentKey {
        DocumentKey(collection, operation.bytes + [channel.rawValue])
    }

    /// Puts what waits back to where it is found: after a snapshot was brought back, which holds the merchant's own
    /// documents alone.
    func findAgain(in service: any PaymentService) async throws(Unavailable) {
        var from: [UInt8]?
        while true {
            let page = try service.documents(
                of: collection, page: DocumentPage(from: from, limit: 100, order: .oldestFirst))
            var writes: [DocumentWrite] = []
            for document in page {
                guard let note = try? DispatchNote(canonicalBytes: document.bytes), case .waiting = note.state,
                    let operation = try? OperationID(canonicalBytes: Array(document.key.id.dropLast()))
                else { continue }
                writes += entries(note, of: operation)
            }
            if !writes.isEmpty { try await service.write(writes) }
            guard page.count == 100, let last = page.last else { return }
            from = last.key.id + [0]
        }
    }

    private var collection: DocumentCollection {
        DocumentCollection(merchant: merchant, wire: InvoiceShelf.wire, kind: "dispatch note")
    }

    /// A dispatch that waits, as it is found.
    struct Waiting: Hashable {
        let merchant: MerchantID
        let operation: OperationID
        let channel: InvoiceChannel

        static func collection(_ channel: InvoiceChannel) -> DocumentCollection {
            DocumentCollection(
                merchant: MerchantID(high: 0, low: 0), wire: InvoiceShelf.wire, kind: "waiting for \(channel.word)")
        }

        init(merchant: MerchantID, operation: OperationID, channel: InvoiceChannel) {
            self.merchant = merchant
            self.operation = operation
            self.channel = channel
        }

        /// Nil for what this program cannot have written.
        init?(_ document: Document, on channel: InvoiceChannel) {
            let id = document.key.id
            guard id.count == 32, let operation = try? OperationID(canonicalBytes: Array(id[..<16])),
                let merchant = try? MerchantID(canonicalBytes: Array(id[16...]))
            else { return nil }
            self.init(merchant: merchant, operation: operation, channel: channel)
        }

        var key: DocumentKey { DocumentKey(Self.collection(channel), operation.bytes + merchant.bytes) }
    }
}
