import Crypto
import Engine
import PaymentCore

/// A data directory belongs to one key: with another, no credential and no idempotency key would be known any more. So
/// the first start leaves a keyed mark in the store, and every later one compares.
enum KeyCheck {
    private static let place = DocumentKey(
        DocumentCollection(merchant: MerchantID(high: 0, low: 0), wire: WireName("server"), kind: "key"), [1])

    /// Whether the data belongs to a key already: then no other is to be made for it.
    static func isMarked(_ reader: any PaymentReader) throws(StoreError) -> Bool {
        try reader.document(place) != nil
    }

    /// The mark to write when there is none yet; nil when it is there and right.
    static func missingMark(_ keys: KeyRing, in reader: any PaymentReader) throws -> DocumentWrite? {
        let mark = keys.key(for: "check").withUnsafeBytes { Array(SHA256.hash(data: $0)) }
        guard let found = try reader.document(place) else { return .put(Document(key: place, bytes: mark)) }
        guard found.bytes == mark else {
            throw ServerTrouble(
                description:
                    "this data directory was written with another key: name its key file with --key-file")
        }
        return nil
    }
}
