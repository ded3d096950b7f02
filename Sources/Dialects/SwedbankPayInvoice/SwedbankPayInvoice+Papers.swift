package import DialectKit
import Invoicing
import Ledger
package import PaymentCore

/// Captures, cancellations and reversals that were asked for in our own words: what the wire would have sent with them is
/// made of the lines, so that they have an invoice or a credit note too.
extension SwedbankPayInvoice {
    package var demandsLines: Bool { true }

    package func papers(
        for wish: OperationWish, on payment: Payment, in service: any PaymentService
    ) throws(Unavailable) -> OperationPapers {
        guard let details = PaymentDetails.read(payment) else { return .ready(.init(amount: wish.amount)) }
        var gaps: [OperationPapers.Gap] = []
        let reference = wish.reference ?? Self.reference(of: wish.operation)
        if !(1...PayeeReferences.lengthLimit).contains(reference.utf8.count) || !PayeeReferences.areLetters(reference) {
            let advice = "The reference has 1 to \(PayeeReferences.lengthLimit) letters, digits, '_' or '-'"
            gaps.append(.init(wrong: "reference", advice))
        }
        if wish.kind == .void, let text = wish.description,
            text.unicodeScalars.count > TransactionRequest.descriptionLimit
        {
            let advice = "The description of a void has \(TransactionRequest.descriptionLimit) characters at most"
            gaps.append(.init(wrong: "description", advice))
        }
        var transaction = TransactionDetails()
        transaction.description = wish.description ?? details.description
        transaction.payeeReference = reference
        var amount = wish.amount
        if wish.kind != .void {
            let sale = LineReading(wish.lines, in: payment.currency, for: wish.amount, checksSums: rules.checksSums)
            gaps += sale.gaps
            transaction.sale = sale.sale
            transaction.vatAmount = sale.sale.rows.reduce(0) { $0 + $1.vat }
            amount = sale.amount
        }
        guard gaps.isEmpty else { return .lacking(gaps) }
        let kind = Transaction.Kind(wish.kind)
        let order = InvoiceOrder(
            kind, transaction, of: amount, as: wish.operation, payment, details,
            try Buyer.of(payment, details, in: service))
        let user = PayeeReferences.User(payment: payment.id, transaction: wish.operation)
        return .ready(
            .init(
                amount: amount, details: Details(transaction.canonicalBytes),
                reference: PayeeReferences.claim(reference, in: payment.birth.account),
                documents: [PayeeReferences.entry(reference, of: payment.birth.merchant, user)]
                    + [order?.entry].compactMap(\.self)))
    }

    /// For whoever gave none: nobody else has it.
    private static func reference(of operation: OperationID) -> String {
        TransactionName.spell(operation).filter { $0 != "-" }
    }
}

extension Transaction.Kind {
    fileprivate init(_ kind: OperationWish.Kind) {
        self =
            switch kind {
            case .capture: .capture
            case .void: .cancellation
            case .refund: .reversal
            }
    }
}

/// Lines in no wire's words as a sale, or what keeps them from being one.
private struct LineReading {
    private(set) var sale = Sale(items: [], rows: [])
    private(set) var gaps: [OperationPapers.Gap] = []
    private(set) var amount: Money?

    init(_ lines: [OrderLine], in currency: Currency, for wanted: Money?, checksSums: Bool) {
        amount = wanted
        guard !lines.isEmpty else {
            let advice = "Send the lines: what was sold, with description, quantity, unitPrice and vatPercent of each"
            gaps = [.init(missing: "lines", advice)]
            return
        }
        guard lines.count <= Sale.countLimit else {
            gaps = [.init(wrong: "lines", "There are \(Sale.countLimit) lines at most")]
            return
        }
        var totals: [VATRate: Int64] = [:]
        for (place, line) in lines.enumerated() {
            guard let (item, rate) = read(line, "lines[\(place)]") else { continue }
            // A row for each line, so that nobody has to guess its rate; together they are as if rounded once.
            let before = totals[rate, default: 0]
            totals[rate] = before + item.gross
            let vat = rate.included(in: before + item.gross) - rate.included(in: before)
            sale.items.append(item)
            sale.rows.append(Sale.Row(rate: rate, gross: item.gross, vat: vat))
        }
        guard gaps.isEmpty else { return }
        guard sale.excesses.isEmpty else {
            gaps.append(.init(wrong: "lines", "The lines, discounts among them, come to more than any amount may be"))
            return
        }
        if totals.values.contains(where: { $0 < 0 }) {
            gaps.append(.init(wrong: "lines", "Under one vatPercent the discounts are more than what they are on"))
        }
        let total = totals.values.reduce(0, +)
        if let wanted {
            guard checksSums, wanted.minorUnits != total else { return }
            let advice = "The lines come to \(total) minor units, and the amount is \(wanted.minorUnits)"
            gaps.append(.init(wrong: "lines", advice))
        } else if total > 0, let money = Money(checked: total, currency) {
            amount = money
        } else {
            gaps.append(.init(wrong: "lines", "The lines come to \(total) minor units, and that is no amount"))
        }
    }

    private mutating func read(_ line: OrderLine, _ place: String) -> (Sale.Item, VATRate)? {
        if line.description?.isEmpty ?? true {
            gaps.append(.init(missing: "\(place).description", "Say what was sold"))
        }
        if line.unitPrice == nil { gaps.append(.init(missing: "\(place).unitPrice", "Say what one costs, with tax")) }
        if line.vatHundredths == nil {
            gaps.append(.init(missing: "\(place).vatPercent", "Say how much of it is tax, such as 25"))
        }
        guard let text = line.description, !text.isEmpty, let price = line.unitPrice, let vat = line.vatHundredths
        else {
            return nil
        }
        guard VATPercent.supported.contains(vat), let rate = VATRate(hundredths: vat) else {
            let known = VATPercent.supported.map { String($0 / 100) }.joined(separator: ", ")
            gaps.append(.init(wrong: "\(place).vatPercent", "The vatPercent is one of \(known)"))
            return nil
        }
        let (gross, overflow) = price.multipliedReportingOverflow(by: line.quantity)
        guard !overflow, (-Money.limit...Money.limit).contains(gross) else {
            gaps.append(.init(wrong: place, "The line comes to more than any amount may be"))
            return nil
        }
        let shown = line.quantity == 1 ? text : "\(line.quantity) × \(text)"
        return (Sale.Item(text: shown, gross: gross), rate)
    }
}
