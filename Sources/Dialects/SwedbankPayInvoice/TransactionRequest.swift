import DialectKit
import Invoicing
import Ledger
import PaymentCore

/// The body of a capture, a cancellation or a reversal, checked. Source: the seed `004_9148e8f0d301c327.txt`, the table of
/// step 1; wire/swedbank.md §4.4 to §4.6.
struct TransactionRequest {
    /// Nil: all that is left.
    private(set) var amount: Int64?
    private(set) var details = TransactionDetails()

    private static let amounts: ClosedRange<Int64> = 1...Money.limit

    /// Characters in the description of a cancellation at most. Source: wire/swedbank.md §4.5.
    static let descriptionLimit = 50

    static func capture(_ call: Call, checksSums: Bool) throws(Problem) -> TransactionRequest {
        try call.checked { body in
            let transaction = body.requiredMembers("transaction")
            var request = TransactionRequest()
            request.takeAmount(transaction)
            request.takeReferences(transaction, isOptional: false)
            let items = Self.items(transaction)
            let rows = Self.rows(transaction)
            guard let items, let rows, let amount = request.amount else { return nil }
            request.details.sale = Sale(items: items, rows: rows)
            request.complainOfExcesses(transaction)
            if checksSums { request.complainOfSums(transaction, amount) }
            return request
        }
    }

    /// There is no amount: what is left goes back whole.
    static func cancellation(_ call: Call) throws(Problem) -> TransactionRequest {
        try call.checked { body in
            let transaction = body.requiredMembers("transaction")
            var request = TransactionRequest()
            request.takeReferences(transaction, isOptional: true, descriptionLimit: descriptionLimit)
            return request
        }
    }

    static func reversal(_ call: Call) throws(Problem) -> TransactionRequest {
        try call.checked { body in
            let transaction = body.requiredMembers("transaction")
            var request = TransactionRequest()
            request.takeAmount(transaction)
            request.takeReferences(transaction, isOptional: false)
            return request
        }
    }

    func money(in currency: Currency) -> Money? { amount.flatMap { Money(checked: $0, currency) } }

    private mutating func takeAmount(_ transaction: Members) {
        amount = transaction.requiredInt("amount", in: Self.amounts)
        details.vatAmount = transaction.requiredInt("vatAmount", in: 0...Money.limit) ?? 0
        if let amount, details.vatAmount > amount {
            transaction.complain("vatAmount", "The field VatAmount must not be more than Amount.")
        }
    }

    private mutating func takeReferences(_ transaction: Members, isOptional: Bool, descriptionLimit: Int? = nil) {
        transaction.activity(required: !isOptional)
        details.description = transaction.requiredText("description", atMost: descriptionLimit)
        details.payeeReference = transaction.payeeReference(atMost: 50)
        details.receiptReference = transaction.text("receiptReference", atMost: 50).flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func items(_ transaction: Members) -> [Sale.Item]? {
        guard let list = rows(transaction, "itemDescriptions") else { return nil }
        let items = list.map { row -> Sale.Item? in
            let text = row.requiredText("description")
            return row.requiredInt("amount").map { Sale.Item(text: text, gross: $0) }
        }
        return items.contains(nil) ? nil : items.compactMap(\.self)
    }

    private static func rows(_ transaction: Members) -> [Sale.Row]? {
        guard let list = rows(transaction, "vatSummary") else { return nil }
        let rows = list.map { row -> Sale.Row? in
            let amount = row.requiredInt("amount")
            let vat = row.requiredInt("vatAmount")
            let rate = VATPercent.read(row)
            guard let amount, let vat, let rate else { return nil }
            return Sale.Row(rate: rate, gross: amount, vat: vat)
        }
        return rows.contains(nil) ? nil : rows.compactMap(\.self)
    }

    private static func rows(_ transaction: Members, _ name: String) -> [Members]? {
        let list = transaction.list(name, atMost: Sale.countLimit)
        if transaction[name] == nil || list?.isEmpty == true {
            transaction.missing(name)
            return nil
        }
        return list
    }

    /// Checked or not, an invoice is made of it.
    private func complainOfExcesses(_ transaction: Members) {
        for excess in details.sale.excesses {
            switch excess {
            case .items:
                transaction.complain("itemDescriptions", "The sum of Amount, without signs, is too large.")
            case .rows: transaction.complain("vatSummary", "The sum of Amount, without signs, is too large.")
            case .vat: transaction.complain("vatSummary", "The sum of VatAmount, without signs, is too large.")
            case .vatIsNoPart:
                transaction.complain(
                    "vatSummary", "The sum of VatAmount of each VatPercent must be between 0 and that of Amount.")
            }
        }
    }

    private func complainOfSums(_ transaction: Members, _ amount: Int64) {
        for fault in details.sale.faults(gross: amount, vat: details.vatAmount) {
            switch fault {
            case .itemsDoNotAddUp:
                transaction.complain("itemDescriptions", "The sum of Amount must be the transaction's Amount.")
            case .rowsDoNotAddUp:
                transaction.complain("vatSummary", "The sum of Amount must be the transaction's Amount.")
            case .vatDoesNotAddUp:
                transaction.complain("vatSummary", "The sum of VatAmount must be the transaction's VatAmount.")
            case .vatIsNotOfItsRate(let row):
                transaction.complain("vatSummary[\(row)]", "The VatAmount is not VatPercent of the Amount.")
            case .rateBelowZero:
                transaction.complain("vatSummary", "The sum of Amount of each VatPercent must not be negative.")
            }
        }
    }
}

/// The rates that a capture may name, in every country. Source: the seed `004_9148e8f0d301c327.txt`, `vatPercent`.
enum VATPercent {
    static let supported: [Int64] = [0, 600, 800, 1_000, 1_200, 1_400, 1_500, 2_200, 2_400, 2_500]

    /// A percentage times 100; as text also with its decimals, as older documents have it: `"25.00"`.
    /// Source: wire/swedbank.md §4.4.
    static func read(_ row: Members) -> VATRate? {
        guard let value = row["vatPercent"] else {
            row.missing("vatPercent")
            return nil
        }
        let hundredths = value.string.flatMap(decimal) ?? row.int("vatPercent")
        guard let hundredths else { return nil }
        guard supported.contains(hundredths) else {
            let known = supported.map(String.init).joined(separator: ", ")
            row.complain(
                "vatPercent", "The VatPercent '\(hundredths)' is not supported. Supported values are \(known).")
            return nil
        }
        return VATRate(hundredths: hundredths)
    }

    /// `25.00` and `25.0` are 2 500. Nil for a whole number or more decimals, and for what is no percentage: `2500.0`.
    private static func decimal(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].utf8.count), (1...2).contains(parts[1].utf8.count),
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let whole = Int64(parts[0]), let part = Int64(parts[1])
        else { return nil }
        return whole * 100 + (parts[1].utf8.count == 1 ? part * 10 : part)
    }
}
