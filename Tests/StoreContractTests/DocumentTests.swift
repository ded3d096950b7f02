import Engine
import PaymentCore
import TestWorld
import Testing

@Suite("Store contract: documents", .timeLimit(.minutes(5)))
struct DocumentTests {
    private static let cards = DocumentCollection(merchant: Shop.merchant, wire: Shop.wire, kind: "card")

    private static func document(
        _ id: [UInt8], _ bytes: [UInt8] = [1], in collection: DocumentCollection = cards, until: Instant? = nil
    ) -> Document {
        Document(key: DocumentKey(collection, id), bytes: bytes, expiresAt: until)
    }

    @Test("a document is found as it was put, empty ones too, and survives reopening", arguments: StoreKind.all)
    func found(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let documents = [
                Self.document([1], Array("token".utf8), until: Shop.opening), Self.document([2], []),
                Self.document([0, 0xFF], [0, 1, 0]),
            ]
            try store.write { $0.documents = documents.map { .put($0) } }
            try store.reopen()
            let reader = try store.reader()
            for document in documents { #expect(try reader.document(document.key) == document) }
            #expect(try reader.document(DocumentKey(Self.cards, [3])) == nil)
        }
    }

    @Test("of several writes to one document the last counts", arguments: StoreKind.all)
    func last(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let (one, two) = (Self.document([1], [1], until: Shop.opening), Self.document([1], [2]))
            try store.write { $0.documents = [.put(one), .remove(one.key), .put(two)] }
            let reader = try store.reader()
            #expect(try reader.document(one.key) == two)
            try store.write { $0.documents = [.put(one), .remove(one.key)] }
            #expect(try reader.document(one.key) == nil)
            try store.write { $0.documents = [.remove(one.key)] }
            #expect(try store.load().lastBatch.number == 3)
        }
    }

    @Test("a batch is shown the documents it asks for, as they stand, and no others", arguments: StoreKind.all)
    func loaded(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            let documents = [
                Self.document([1], [1], until: Shop.opening), Self.document([2], []), Self.document([3]),
            ]
            try store.write { $0.documents = documents.map { .put($0) } }
            try store.write { $0.documents = [.remove(documents[2].key)] }
            let asked = [documents[0].key, documents[2].key, DocumentKey(Self.cards, [4])]
            #expect(try store.load(documents: asked).documents == [documents[0].key: documents[0]])
            #expect(try store.load(glances: asked).documents == [documents[0].key: documents[0]])
            let both = try store.load(documents: [documents[0].key], glances: [documents[0].key, documents[1].key])
            #expect(both.documents == [documents[0].key: documents[0], documents[1].key: documents[1]])
            #expect(try store.load().documents.isEmpty)
        }
    }

    @Test("a refused batch leaves documents as they were", arguments: StoreKind.all)
    func refused(_ kind: StoreKind) throws {
        try withStore(kind) { store in
            try store.write { $0.documents = [.put(Self.document([1]))] }
            #expect(throws: StoreError.self) {
                try store.write(Shop.payment(1), spoiling: { $0.payments[0].payment.state.captured = 1 }) { batch in
                    batch.decide(Shop.create(), on: Shop.payment(1))
                    batch.documents = [.remove(Self.document([1]).key), .put(Self.document([2]))]
                }
            }
            let reader = try store.reader()
            #expect(try reader.document(Self.document([1]).key) != nil)
            #expect(try reader.document(Self.document([2]).key) == nil)
        }
    }

    /// Documents 10, 20, 20 00, 30 and FF are the collection's.
    struct Stretch: Sendable, CustomTestStringConvertible {
        let page: DocumentPage
        let expected: [[UInt8]]

        init(_ order: Page.Order, from: [UInt8]? = nil, limit: Int, is expected: [[UInt8]]) {
            page = DocumentPage(from: from, limit: limit, order: order)
            self.expected = expected
        }

        var testDescription: String { "\(page.order) from \(page.from.map { "\($0)" } ?? "the end"), \(page.limit)" }

        static let all = [
            Stretch(.oldestFirst, limit: 10, is: [[0x10], [0x20], [0x20, 0], [0x30], [0xFF]]),
            Stretch(.newestFirst, limit: 10, is: [[0xFF], [0x30], [0x20, 0], [0x20], [0x10]]),
            Stretch(.oldestFirst, from: [0x20], limit: 2, is: [[0x20], [0x20, 0]]),
            Stretch(.newestFirst, from: [0x20], limit: 2, is: [[0x20], [0x10]]),
            Stretch(.oldestFirst, from: [0x21], limit: 1, is: [[0x30]]),
            Stretch(.newestFirst, from: [0], limit: 10, is: []),
            Stretch(.oldestFirst, limit: 0, is: []),
        ]
    }

    @Test(
        "a list holds one merchant's documents of one wire and kind, in the order of their names (I10)",
        arguments: StoreKind.all, Stretch.all)
    func list(_ kind: StoreKind, _ stretch: Stretch) throws {
        try withStore(kind) { store in
            let strangers = [
                DocumentCollection(merchant: Shop.otherMerchant, wire: Shop.wire, kind: "card"),
                DocumentCollection(merchant: Shop.merchant, wire: WireName("another"), kind: "card"),
                DocumentCollection(merchant: Shop.merchant, wire: Shop.wire, kind: "cards"),
            ]
            try store.write { batch in
                batch.documents = strangers.map { .put(Self.document([0x20], in: $0)) }
                let ids: [[UInt8]] = [[0x30], [0x20, 0], [0x10], [0xFF], [0x20]]
                batch.documents += ids.map { .put(Self.document($0, until: Shop.opening)) }
            }
            let listed = try store.reader().documents(of: Self.cards, page: stretch.page)
            #expect(listed.map(\.key.id) == stretch.expected)
        }
    }
}
