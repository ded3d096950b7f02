package import DialectKit
package import PaymentCore

/// A sale unit is known by its merchant serial number (MSN). Source: wire/vipps.md §0.2 and §4.5.
///
/// eCom takes numbers of 5 or 6 digits. Approvals are for long-living payments, push messages, captures in part outside
/// Norway.
extension SaleUnit {
    package func account(of grant: Grant) -> AccountID { grant.account(serialNumber, on: VippsAccess.wire) }
}

extension VippsAccess {
    /// As it is agreed now. Nil: not one of the merchant's.
    package func saleUnit(_ serialNumber: String, of grant: Grant) throws(Unavailable) -> SaleUnit? {
        try units.saleUnit(serialNumber, of: grant.merchant)
            ?? grant.saleUnits.first { $0.serialNumber == serialNumber }
    }

    /// In the order of their numbers.
    func saleUnits(of grant: Grant) throws(Unavailable) -> [SaleUnit] {
        let registered = try units.saleUnits(of: grant.merchant)
        let others = grant.saleUnits.filter { own in !registered.contains { $0.serialNumber == own.serialNumber } }
        return (registered + others).sorted { $0.serialNumber < $1.serialNumber }
    }
}
