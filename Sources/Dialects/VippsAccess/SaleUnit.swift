package import DialectKit
package import PaymentCore

/// A sale unit of a merchant, by its merchant serial number (MSN). Source: wire/vipps.md §0.2 and §4.5.
///
/// A unit "can only have one capture type", which no request can choose: seed `001_7ea09a288ba2e1a7.txt`.
package struct SaleUnit: Hashable, Sendable {
    /// 4 to 10 digits; 5 or 6 where eCom is to take it.
    package let serialNumber: String
    /// Every reservation is captured at once.
    package let capturesDirectly: Bool
    /// May do what a sale unit has to ask for: long-living payments, push messages, captures in part outside Norway.
    package let hasApprovals: Bool

    /// Reads what a client credential may be used for: `123456 reserve capture`.
    init?(permission: String) {
        let words = permission.split(separator: " ", maxSplits: 1)
        guard words.count == 2 else { return nil }
        switch words[1] {
        case "reserve capture": (capturesDirectly, hasApprovals) = (false, true)
        case "direct capture": (capturesDirectly, hasApprovals) = (true, true)
        case "reserve capture without approvals": (capturesDirectly, hasApprovals) = (false, false)
        default: return nil
        }
        serialNumber = String(words[0])
    }

    package func account(of grant: Grant) -> AccountID { grant.account(serialNumber, on: VippsAccess.wire) }
}

extension Grant {
    /// In the order of their numbers.
    package var saleUnits: [SaleUnit] {
        (permissions ?? []).compactMap(SaleUnit.init).sorted { $0.serialNumber < $1.serialNumber }
    }

    package func saleUnit(_ serialNumber: String) -> SaleUnit? {
        saleUnits.first { $0.serialNumber == serialNumber }
    }
}
