import DialectKit
import Hummingbird
package import PaymentCore

/// Who asks about merchants: the administrator, who sees all of them, or a merchant, who sees itself.
struct MerchantReader {
    private let register: any MerchantRegister
    /// Nil for the administrator.
    private let own: MerchantID?

    init(_ request: ReceivedRequest, _ holdfast: Holdfast) throws(Problem) {
        let grant = try holdfast.grant(request)
        register = holdfast.register
        own = grant.kind == "administrator" ? nil : grant.merchant
    }

    func merchants(from: MerchantID?, limit: Int) throws(Problem) -> [RegisteredMerchant] {
        do {
            guard let own else { return try register.merchants(from: from, limit: limit) }
            return try [register.merchant(own)].compactMap { $0 }.filter { merchant in
                from.map { $0 <= merchant.id } ?? true
            }
        } catch {
            throw .unavailable
        }
    }

    /// The one that the path names.
    func merchant(_ context: DialectContext) throws(Problem) -> RegisteredMerchant {
        guard let id = context.parameters.get("merchant").flatMap({ MerchantSpelling.read($0) }),
            own.map({ $0 == id }) ?? true
        else { throw .merchantUnknown }
        let found: RegisteredMerchant?
        do { found = try register.merchant(id) } catch { throw .unavailable }
        guard let found else { throw .merchantUnknown }
        return found
    }

    func saleUnits(of merchant: RegisteredMerchant) throws(Problem) -> [SaleUnit] {
        do { return try register.saleUnits(of: merchant.id) } catch { throw .unavailable }
    }

    func saleUnit(_ number: String, of merchant: RegisteredMerchant) throws(Problem) -> SaleUnit? {
        do { return try register.saleUnit(number, of: merchant.id) } catch { throw .unavailable }
    }
}

package enum MerchantSpelling {
    package static func spell(_ id: MerchantID) -> String { PrefixedName.spell(id, "mer_") }
    static func read(_ text: some StringProtocol) -> MerchantID? { PrefixedName.read(text, "mer_") }
}

extension JSONObjectWriter {
    mutating func merchant(_ merchant: RegisteredMerchant) {
        string("id", MerchantSpelling.spell(merchant.id))
        string("name", merchant.name)
    }

    mutating func saleUnit(_ unit: SaleUnit) {
        string("number", unit.serialNumber)
        string("captureType", unit.captureType.rawValue)
        bool("hasApprovals", unit.hasApprovals)
    }
}

extension Problem {
    static let merchantUnknown = Problem(
        status: 404, title: "Not Found", detail: "There is no such merchant; GET /holdfast/v1/merchants lists them")
}
