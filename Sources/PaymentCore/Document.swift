/// A small thing beside payments that a dialect keeps: a credential, a list entry, a subscription.
package struct Document: Hashable, Sendable {
    package let key: DocumentKey
    package let bytes: [UInt8]
    /// Not to be used from then on; nil never ends.
    package let expiresAt: Instant?

    package init(key: DocumentKey, bytes: [UInt8], expiresAt: Instant? = nil) {
        self.key = key
        self.bytes = bytes
        self.expiresAt = expiresAt
    }
}

/// Which document. Documents of one merchant, wire and kind are listed in the order of their `id` bytes.
package struct DocumentKey: Hashable, Sendable {
    package let collection: DocumentCollection
    package let id: [UInt8]

    package init(_ collection: DocumentCollection, _ id: [UInt8]) {
        self.collection = collection
        self.id = id
    }
}

package struct DocumentCollection: Hashable, Sendable {
    package let merchant: MerchantID
    package let wire: WireName
    package let kind: String

    package init(merchant: MerchantID, wire: WireName, kind: String) {
        self.merchant = merchant
        self.wire = wire
        self.kind = kind
    }
}

package enum DocumentWrite: Hashable, Sendable {
    case put(Document)
    case remove(DocumentKey)

    package var key: DocumentKey {
        switch self {
        case .put(let document): document.key
        case .remove(let key): key
        }
    }
}

/// What must hold for documents to be written: looked at where they are written, so that nobody comes in between.
package enum DocumentCondition: Hashable, Sendable {
    /// The document is there, and its time is not over.
    case stands(DocumentKey)
    /// It is not there, or its time is over.
    case isFree(DocumentKey)
    /// It is there, as it was when it was read.
    case isAs(Document)

    package var key: DocumentKey {
        switch self {
        case .stands(let key), .isFree(let key): key
        case .isAs(let document): document.key
        }
    }
}

/// Why documents were not written; none of them was.
package enum DocumentsNotWritten: Error, Hashable {
    /// A condition did not hold; the document it is about.
    case conflict(DocumentKey)
    case unavailable(Unavailable)
}

/// A stretch of a collection.
package struct DocumentPage: Hashable, Sendable {
    /// The first one wanted, inclusive; nil begins at the end that `order` names.
    package let from: [UInt8]?
    package let limit: Int
    package let order: Page.Order

    package init(from: [UInt8]? = nil, limit: Int, order: Page.Order) {
        self.from = from
        self.limit = limit
        self.order = order
    }
}
