import Crypto
import DialectKit
import Engine
import PaymentCore

/// Subscriptions and notices as documents. They are sealed: the key lies outside the data directory, so that a copy of the
/// data alone tells no secret and no address.
struct SubscriptionVault: Sendable {
    private let key: SymmetricKey

    init(key: SymmetricKey) { self.key = key }

    /// Which merchants have subscriptions on which wires, for the start.
    private static let index = DocumentCollection(
        merchant: MerchantID(high: 0, low: 0), wire: WireName("server"), kind: "subscriber")
    /// Read at the start at most.
    private static let limit = 1_000_000

    private static func collection(of merchant: MerchantID, on wire: WireName) -> DocumentCollection {
        DocumentCollection(merchant: merchant, wire: wire, kind: "subscription")
    }

    func put(_ subscription: Subscription) -> DocumentWrite {
        let key = Self.key(of: subscription)
        return .put(Document(key: key, bytes: seal(subscription.canonicalBytes, of: key)))
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
        let key = Self.key(of: notice.id, of: notice.merchant)
        return .put(Document(key: key, bytes: seal(notice.canonicalBytes, of: key)))
    }

    func notice(_ id: NoticeID, of merchant: MerchantID, in reader: any PaymentReader) throws(StoreError) -> Notice? {
        guard let document = try reader.document(Self.key(of: id, of: merchant)) else { return nil }
        return try open(document)
    }

    /// Every subscription, or those of one merchant, as at the last commit.
    func all(in reader: any PaymentReader, of one: MerchantID? = nil) throws(StoreError) -> [Subscription] {
        var found: [Subscription] = []
        let page = DocumentPage(limit: Self.limit, order: .oldestFirst)
        for entry in try reader.documents(of: Self.index, page: page) {
            var name = CanonicalReader(entry.key.id)
            guard let merchant: MerchantID = try? name.value(), let wire = try? name.string() else {
                throw .corrupt(hint: "an entry of the index of subscriptions cannot be read")
            }
            guard one == nil || one == merchant else { continue }
            let collection = Self.collection(of: merchant, on: WireName(wire))
            for document in try reader.documents(of: collection, page: page) { found.append(try open(document)) }
        }
        return found
    }

    private static func key(of subscription: Subscription) -> DocumentKey {
        DocumentKey(collection(of: subscription.merchant, on: subscription.wire), subscription.id.bytes)
    }

    private static func key(of notice: NoticeID, of merchant: MerchantID) -> DocumentKey {
        DocumentKey(Notices.collection(of: merchant), notice.bytes)
    }
}

// MARK: Sealing

extension SubscriptionVault {
    private static let version: UInt8 = 1

    /// A version, then nonce, cipher text and tag of AES-GCM; bound to its place, so that it is good nowhere else.
    private func seal(_ bytes: [UInt8], of place: DocumentKey) -> [UInt8] {
        guard let box = try? AES.GCM.seal(bytes, using: key, authenticating: Self.label(of: place)),
            let combined = box.combined
        else { preconditionFailure("sealing takes a 256-bit key and the usual nonce") }
        return [Self.version] + Array(combined)
    }

    private func open<Value: Canonical>(_ document: Document) throws(StoreError) -> Value {
        guard document.bytes.first == Self.version,
            let box = try? AES.GCM.SealedBox(combined: document.bytes.dropFirst()),
            let bytes = try? AES.GCM.open(box, using: key, authenticating: Self.label(of: document.key)),
            let value = try? Value(canonicalBytes: Array(bytes))
        else { throw .corrupt(hint: "a document of kind \(document.key.collection.kind) cannot be opened") }
        return value
    }

    private static func label(of place: DocumentKey) -> [UInt8] {
        var writer = CanonicalWriter()
        writer.value(place.collection.merchant)
        writer.string(place.collection.wire.text)
        writer.string(place.collection.kind)
        writer.blob(place.id)
        return writer.bytes
    }
}
