package import PaymentCore

/// What every change leaves in the store of things that nodes remember of a merchant: its clock, who is subscribed, which
/// data there is. A batch looks at the marks of its merchants; a node that finds another than it knows reads anew before
/// it decides.
package struct Mark: Hashable, Sendable {
    /// Random bytes, other ones with each change.
    let change: [UInt8]
    /// Random bytes, other ones whenever the merchant has other data than before. None at first.
    let era: [UInt8]

    /// Of a merchant of whom nothing was ever changed.
    static let none = Mark(change: [], era: [])

    static let collection = DocumentCollection(
        merchant: MerchantID(high: 0, low: 0), wire: WireName("server"), kind: "mark")

    static func key(of merchant: MerchantID) -> DocumentKey { DocumentKey(collection, merchant.bytes) }

    func write(of merchant: MerchantID) -> DocumentWrite {
        .put(Document(key: Self.key(of: merchant), bytes: canonicalBytes))
    }

    /// None for no document, and for one that cannot be read: then everything is read anew, each time.
    init(_ document: Document?) {
        self = document.flatMap { try? Mark(canonicalBytes: $0.bytes) } ?? .none
    }

    init(change: [UInt8], era: [UInt8]) {
        self.change = change
        self.era = era
    }
}

extension Mark: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        writer.blob(change)
        writer.blob(era)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        change = try reader.blob()
        era = try reader.blob()
    }
}

/// What is kept in memory of what the store holds, and read anew when another node has changed it.
package struct Memory: Sendable {
    /// Whether a document is remembered by somebody: writing it leaves a mark.
    let remembers: @Sendable (DocumentKey) -> Bool
    /// Reads anew what is remembered of a merchant. On the writer's thread, before anything else is decided; `renewed` when
    /// the merchant has other data than before.
    let recall: @Sendable (MerchantID, _ renewed: Bool) throws(StoreError) -> Void

    /// Of whom something changes that is remembered.
    func merchants(of writes: [DocumentWrite]) -> Set<MerchantID> {
        Set(writes.lazy.map(\.key).filter(remembers).map(\.collection.merchant))
    }

    package init(
        remembers: @escaping @Sendable (DocumentKey) -> Bool = { _ in false },
        recall: @escaping @Sendable (MerchantID, _ renewed: Bool) throws(StoreError) -> Void = {
            _, _ throws(StoreError) in
        }
    ) {
        self.remembers = remembers
        self.recall = recall
    }
}
