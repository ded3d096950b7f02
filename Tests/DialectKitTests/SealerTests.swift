import Crypto
import DialectKit
import PaymentCore
import Testing

@Suite("Documents that hold secrets are sealed")
struct SealerTests {
    private static let sealer = Sealer(key: SymmetricKey(data: [UInt8](repeating: 7, count: 32)))
    private static let collection = DocumentCollection(
        merchant: MerchantID(high: 1, low: 2), wire: WireName("some"), kind: "hook")
    private static let place = DocumentKey(collection, [1])
    private static let secret = Secret(text: "what-signs-webhooks")

    private struct Secret: Canonical, Hashable {
        let text: String

        init(text: String) { self.text = text }

        func write(to writer: inout CanonicalWriter) {
            writer.byte(1)
            writer.string(text)
        }

        init(from reader: inout CanonicalReader) throws(CorruptRecord) {
            guard try reader.byte() == 1 else { throw CorruptRecord("a secret of an unknown version") }
            text = try reader.string()
        }
    }

    @Test("it opens as it was, and tells nothing meanwhile; twice the same looks different")
    func opens() throws {
        let document = Self.sealer.seal(Self.secret, at: Self.place)
        let again = Self.sealer.seal(Self.secret, at: Self.place)
        #expect(try Self.sealer.open(document) == Self.secret)
        #expect(document.key == Self.place && document.bytes != again.bytes)
        #expect(!String(decoding: document.bytes, as: UTF8.self).contains(Self.secret.text))
    }

    @Test("with another key, in another place or with a byte changed it does not open")
    func bound() {
        let document = Self.sealer.seal(Self.secret, at: Self.place)
        func fails(_ document: Document, by sealer: Sealer = Self.sealer) -> Bool {
            (try? sealer.open(document) as Secret) == nil && (try? sealer.openOrRead(document) as Secret) == nil
        }
        #expect(fails(document, by: Sealer(key: SymmetricKey(size: .bits256))))
        let others = [
            DocumentKey(Self.collection, [2]),
            DocumentKey(
                DocumentCollection(merchant: MerchantID(high: 1, low: 3), wire: WireName("some"), kind: "hook"), [1]),
            DocumentKey(
                DocumentCollection(merchant: MerchantID(high: 1, low: 2), wire: WireName("other"), kind: "hook"), [1]),
            DocumentKey(
                DocumentCollection(merchant: MerchantID(high: 1, low: 2), wire: WireName("some"), kind: "else"), [1]),
        ]
        for other in others { #expect(fails(Document(key: other, bytes: document.bytes))) }
        for place in document.bytes.indices {
            var bytes = document.bytes
            bytes[place] ^= 1
            #expect(fails(Document(key: Self.place, bytes: bytes)))
        }
    }

    @Test("what was written before its kind was sealed is read where that is allowed, and nowhere else")
    func fromBefore() throws {
        let document = Document(key: Self.place, bytes: Self.secret.canonicalBytes)
        #expect(try Self.sealer.openOrRead(document) == Self.secret)
        #expect(throws: CorruptRecord.self) { try Self.sealer.open(document) as Secret }
    }
}
