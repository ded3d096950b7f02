/// Order lines and their bottom line. Source: wire/vipps.md §2.2. Nobody compares their sums with the amount.
enum Receipt {
    private static let anyAmount = Int64.min...Int64.max
    private static let units = ["PCS", "KG", "KM", "MINUTE", "LITRE", "KWH"]

    static func check(_ receipt: Parameters) throws(Problem) {
        guard let lines = try receipt.objects("orderLines"), !lines.isEmpty else { throw receipt.missing("orderLines") }
        for line in lines { try check(line: line) }
        guard let bottom = try receipt.object("bottomLine") else { throw receipt.missing("bottomLine") }
        _ = try bottom.requiredWord("currency", of: ["NOK", "DKK", "EUR", "SEK", "USD", "GBP"])
        _ = try bottom.int("tipAmount", in: 0...Int64.max)
        _ = try bottom.string("posId")
        _ = try bottom.string("receiptNumber")
        if let sources = try bottom.object("paymentSources") {
            for name in ["giftCard", "card", "voucher", "cash"] { _ = try sources.int(name, in: 0...Int64.max) }
        }
        if let barcode = try bottom.object("barcode") {
            _ = try barcode.requiredWord("format", of: ["EAN-13", "CODE 39", "CODE 128"])
            _ = try barcode.requiredString("data")
        }
    }

    private static func check(line: Parameters) throws(Problem) {
        _ = try line.requiredString("name")
        _ = try line.requiredString("id")
        for name in ["totalAmount", "totalAmountExcludingTax", "totalTaxAmount"] {
            _ = try line.requiredInt(name, in: anyAmount)
        }
        let rate = try line.int("taxRate", in: 0...10_000)
        let percentage = try line.int("taxPercentage", in: 0...100)
        guard rate != nil || percentage != nil else { throw line.missing("taxRate") }
        _ = try line.int("discount", in: 0...Int64.max)
        _ = try line.bool("isReturn")
        _ = try line.bool("isShipping")
        _ = try line.string("productUrl")
        guard let unit = try line.object("unitInfo") else { return }
        _ = try unit.int("unitPrice", in: 0...Int64.max)
        // Required, and may be null.
        guard unit.names("unitPrice") else { throw unit.missing("unitPrice") }
        _ = try unit.word("quantityUnit", of: units)
        guard isQuantity(try unit.requiredString("quantity")) else {
            throw unit.invalid(
                "quantity", "The field Quantity must match the regular expression '^\\d+([\\.]\\d{1,8})?$'.")
        }
    }

    /// Digits, and at most eight more after a point; ten characters in all.
    private static func isQuantity(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 10, (1...2).contains(parts.count), parts.count == 1 || parts[1].utf8.count <= 8 else {
            return false
        }
        return parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    }
}
