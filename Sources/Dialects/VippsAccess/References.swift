package import PaymentCore

/// Where a merchant's references lead: `reference` of ePayment and `orderId` of eCom, unique within a sale unit.
/// Source: wire/vipps.md §0.5 and §5.
package enum References {
    /// Only one payment of the unit can have it.
    package static func claim(_ reference: String, in account: AccountID) -> Claim {
        Claim(account: account, namespace: "reference", value: reference)
    }

    /// To be written with the payment's birth.
    package static func entry(
        _ reference: String, of unit: String, _ merchant: MerchantID, leadingTo payment: PaymentID
    ) -> DocumentWrite {
        .put(Document(key: key(reference, unit, merchant), bytes: payment.bytes))
    }

    package static func find(
        _ reference: String, of unit: String, _ merchant: MerchantID, in service: any PaymentService
    ) throws(Unavailable) -> PaymentID? {
        try service.document(key(reference, unit, merchant)).flatMap { try? PaymentID(canonicalBytes: $0.bytes) }
    }

    /// In whichever of the merchant's units.
    package static func find(
        _ reference: String, _ merchant: MerchantID, in service: any PaymentService
    ) throws(Unavailable) -> PaymentID? {
        let start = key(reference, "", merchant)
        let page = DocumentPage(from: start.id, limit: 1, order: .oldestFirst)
        guard let first = try service.documents(of: start.collection, page: page).first,
            first.key.id.starts(with: start.id)
        else { return nil }
        return try? PaymentID(canonicalBytes: first.bytes)
    }

    private static func key(_ reference: String, _ unit: String, _ merchant: MerchantID) -> DocumentKey {
        let collection = DocumentCollection(merchant: merchant, wire: VippsAccess.wire, kind: "reference")
        return DocumentKey(collection, Array("\(reference)\n\(unit)".utf8))
    }
}
