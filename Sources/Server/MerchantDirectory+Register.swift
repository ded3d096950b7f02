import DialectKit
import Engine
import PaymentCore
import Sandbox

/// Merchants and their sale units, as documents that belong to no merchant.
extension MerchantDirectory: MerchantRegister {
    private static let units = DocumentCollection(merchant: nobody, wire: WireName("server"), kind: "sale unit")
    /// Of one merchant, read at most.
    private static let unitLimit = 1_000

    func merchants(from: MerchantID?, limit: Int) throws(Unavailable) -> [RegisteredMerchant] {
        var found: [RegisteredMerchant] = []
        do {
            let page = DocumentPage(from: from?.bytes, limit: limit, order: .oldestFirst)
            found = try reader.documents(of: Self.merchants, page: page).compactMap(Self.merchant)
        } catch {
            throw .storeDown
        }
        if hasDemoMerchant, from.map({ $0 <= DemoMerchant.id }) ?? true,
            !found.contains(where: { $0.id == DemoMerchant.id })
        {
            found.append(Self.demo)
            found.sort { $0.id < $1.id }
        }
        return Array(found.prefix(limit))
    }

    func merchant(_ id: MerchantID) throws(Unavailable) -> RegisteredMerchant? {
        do {
            if let document = try reader.document(DocumentKey(Self.merchants, id.bytes)) {
                return Self.merchant(document)
            }
        } catch {
            throw .storeDown
        }
        return hasDemoMerchant && id == DemoMerchant.id ? Self.demo : nil
    }

    func saleUnits(of merchant: MerchantID) throws(Unavailable) -> [SaleUnit] {
        var units: [SaleUnit] = []
        do {
            let page = DocumentPage(from: merchant.bytes, limit: Self.unitLimit, order: .oldestFirst)
            let documents = try reader.documents(of: Self.units, page: page)
            for document in documents.prefix(while: { $0.key.id.starts(with: merchant.bytes) }) {
                units.append(try Self.unit(document))
            }
        } catch {
            throw .storeDown
        }
        let published = published(of: merchant).filter { own in
            !units.contains { $0.serialNumber == own.serialNumber }
        }
        return (units + published).sorted { $0.serialNumber < $1.serialNumber }
    }

    func saleUnit(_ serialNumber: String, of merchant: MerchantID) throws(Unavailable) -> SaleUnit? {
        do {
            if let document = try reader.document(Self.key(serialNumber, merchant)) { return try Self.unit(document) }
        } catch {
            throw .storeDown
        }
        return published(of: merchant).first { $0.serialNumber == serialNumber }
    }

    func entry(of unit: SaleUnit, _ merchant: MerchantID) -> Document {
        Document(key: Self.key(unit.serialNumber, merchant), bytes: unit.canonicalBytes)
    }

    /// What the demo merchant's units are until they are changed.
    private func published(of merchant: MerchantID) -> [SaleUnit] {
        guard hasDemoMerchant, merchant == DemoMerchant.id else { return [] }
        return Self.units(in: DemoMerchant.published)
    }

    static func units(in credentials: [Credential]) -> [SaleUnit] {
        credentials.flatMap { ($0.permissions ?? []).compactMap(SaleUnit.init) }
    }

    private static let demo = RegisteredMerchant(id: DemoMerchant.id, name: DemoMerchant.name)

    private static func key(_ serialNumber: String, _ merchant: MerchantID) -> DocumentKey {
        DocumentKey(units, merchant.bytes + Array(serialNumber.utf8))
    }

    static func merchant(_ document: Document) -> RegisteredMerchant? {
        var name = CanonicalReader(document.bytes)
        guard let id = try? MerchantID(canonicalBytes: document.key.id), let text = try? name.string() else {
            return nil
        }
        return RegisteredMerchant(id: id, name: text)
    }

    private static func unit(_ document: Document) throws(StoreError) -> SaleUnit {
        guard let unit = try? SaleUnit(canonicalBytes: document.bytes) else {
            throw .corrupt(hint: "a sale unit cannot be read")
        }
        return unit
    }
}
