import DialectKit
import Engine
import PaymentCore
import SQLiteStore
import Sandbox

/// Where nobody has published credentials, the first start makes some, and shows them once.
struct Admission {
    private let merchants: MerchantDirectory
    private let data: DataDirectory
    private let time: any TimeSource

    private static let done = DocumentKey(
        DocumentCollection(merchant: MerchantID(high: 0, low: 0), wire: WireName("server"), kind: "admission"), [1])

    init(_ merchants: MerchantDirectory, _ data: DataDirectory, _ time: any TimeSource) {
        self.merchants = merchants
        self.data = data
        self.time = time
    }

    /// An administrator's key, and in the sandbox a first merchant too. Empty from the second start on.
    func firstCredentials(_ mode: ServerOptions.Mode) throws -> [Credential] {
        guard try data.reader.document(Self.done) == nil else { return [] }
        let administrator = NewMerchant.administrator()
        let grant = Grant(
            merchant: MerchantID(high: 0, low: 0), merchantName: "Administrator", kind: administrator.kind)
        var writes = merchants.admissions(of: administrator, to: grant)
        writes.append(.put(Document(key: Self.done, bytes: [1])))
        var shown = [administrator]
        if mode == .sandbox {
            let first = NewMerchant(id: DemoMerchant.id, name: DemoMerchant.name)
            writes += merchants.admissions(of: first)
            shown += first.credentials
        }
        // Of nodes that start together one makes them.
        return try data.write(writes, at: time.now(), ifFree: Self.done) ? shown : []
    }
}
