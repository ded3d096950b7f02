import DialectKit
import Engine
import PaymentCore

/// Subscriptions and notices as documents. They are sealed: a copy of the data alone tells no secret and no address.
struct SubscriptionVault: Sendable {
    let sealer: Sealer

    /// Which merchants have subscriptions on which wires, for the start.
    private static let index = DocumentCollection(
        merchant: MerchantID(high: 0, low: 0), wire: WireName("server"), kind: "subscriber")
    /// Read at the start at most.
    private static let limit = 1_000_000
    /// More than one merchant can have entries.
    private static let wiresLimit = 64
    private static let subscriptionKind = "subscription"

    private static func collection(of merchant: MerchantID, on wire: WireName) -> DocumentCollection {
        DocumentCollection(merchant: merchant, wire: wire, kind: subscriptionKind)
    }

    func put(_ subscription: Subscription) -> DocumentWrite {
        .put(sealer.seal(subscription, at: Self.key(of: subscription)))
    }

    /// With the entry that leads to it.
    func add(_ subscription: Subscription) -> [DocumentWrite] {
        var entry = CanonicalWriter()
        entry.value(subscription.merchant)
        entry.string(subscription.wire.text)
        return [.put(Document(key: DocumentKey(Self.index, entry.bytes), bytes: [])), put(subscription)]
    }

    func remove(_ subscription: Subscription) -> DocumentWrite { .remove(Self.key(of: subscription)) }

    func put(_ notice: Notice) -> DocumentWrite {
        .put(sealer.seal(notice, at: Self.key(of: notice.id, of: notice.merchant)))
    }

    func notice(_ id: NoticeID, of merchant: MerchantID, in reader: any PaymentReader) throws(StoreError) -> Notice? {
        guard let document = try reader.document(Self.key(of: id, of: merchant)) else { return nil }
        return try open(document)
    }

    /// Every subscription, or those of one merchant, as at the last commit.
    func all(in reader: any PaymentReader, of one: MerchantID? = nil) throws(StoreError) -> [Subscription] {
        var found: [Subscription] = []
        let page = DocumentPage(limit: Self.limit, order: .oldestFirst)
        // An entry begins with the merchant.
        let entries = DocumentPage(
            from: one?.bytes, limit: one == nil ? Self.limit : Self.wiresLimit, order: .oldestFirst)
        for entry in try reader.documents(of: Self.index, page: entries) {
            var name = CanonicalReader(entry.key.id)
            guard let merchant: MerchantID = try? name.value(), let wire = try? name.string() else {
                throw .corrupt(hint: "an entry of the index of subscriptions cannot be read")
            }
            if let one, one != merchant { break }
            let collection = Self.collection(of: merchant, on: WireName(wire))
            for document in try reader.documents(of: collection, page: page) { found.append(try open(document)) }
        }
        return found
    }

    /// A subscription as at the last commit, with the document that it is read from.
    func stored(
        _ subscription: Subscription, in reader: any PaymentReader
    ) throws(StoreError) -> (subscription: Subscription, document: Document)? {
        guard let document = try reader.document(Self.key(of: subscription)) else { return nil }
        return (try open(document), document)
    }

    /// Whether a document is a subscription, which nodes remember.
    static func isSubscription(_ key: DocumentKey) -> Bool { key.collection.kind == subscriptionKind }

    private static func key(of subscription: Subscription) -> DocumentKey {
        DocumentKey(collection(of: subscription.merchant, on: subscription.wire), subscription.id.bytes)
    }

    private static func key(of notice: NoticeID, of merchant: MerchantID) -> DocumentKey {
        DocumentKey(Notices.collection(of: merchant), notice.bytes)
    }
}

extension SubscriptionVault {
    private func open<Value: Canonical>(_ document: Document) throws(StoreError) -> Value {
        do { return try sealer.open(document) } catch { throw .corrupt(hint: error.what) }
    }
}
