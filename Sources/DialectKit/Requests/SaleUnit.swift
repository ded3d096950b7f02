package import PaymentCore

/// One of a merchant's places to sell, on a wire that tells them apart by number, and what is agreed for it.
package struct SaleUnit: Hashable, Sendable {
    /// What becomes of money once it is reserved. A unit "can only have one capture type", which no payment can choose:
    /// the seed `001_7ea09a288ba2e1a7.txt`.
    package enum CaptureType: String, CaseIterable, Sendable {
        /// It stays reserved until the merchant captures it.
        case reserve
        /// It is captured at once.
        case direct
    }

    /// 4 to 10 digits, good within their merchant.
    package let serialNumber: String
    package var captureType: CaptureType
    /// May do what a unit has to ask for; what that is depends on the wire.
    package var hasApprovals: Bool

    package var capturesDirectly: Bool { captureType == .direct }

    package init(serialNumber: String, captureType: CaptureType = .reserve, hasApprovals: Bool = true) {
        self.serialNumber = serialNumber
        self.captureType = captureType
        self.hasApprovals = hasApprovals
    }

    package static func isNumber(_ text: String) -> Bool {
        (4...10).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}

// MARK: As a permission

extension SaleUnit {
    /// Reads what a credential may be used for: `123456 reserve capture`. Nil: something else.
    package init?(permission: String) {
        let words = permission.split(separator: " ", maxSplits: 1)
        guard words.count == 2 else { return nil }
        let number = String(words[0])
        switch words[1] {
        case "reserve capture": self.init(serialNumber: number)
        case "direct capture": self.init(serialNumber: number, captureType: .direct)
        case "reserve capture without approvals": self.init(serialNumber: number, hasApprovals: false)
        default: return nil
        }
    }
}

extension Grant {
    /// As they were agreed when the credential was made, in the order of their numbers.
    package var saleUnits: [SaleUnit] {
        (permissions ?? []).compactMap(SaleUnit.init).sorted { $0.serialNumber < $1.serialNumber }
    }
}

extension SaleUnit: Canonical {
    private static let version: UInt8 = 1

    package func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.string(serialNumber)
        writer.bool(capturesDirectly)
        writer.bool(hasApprovals)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("a sale unit of an unknown version") }
        serialNumber = try reader.string()
        captureType = try reader.bool() ? .direct : .reserve
        hasApprovals = try reader.bool()
    }
}
