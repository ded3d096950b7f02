import Ledger
package import PaymentCore

/// Makes invoices of orders, one after the other, so that each merchant's numbers are without a gap.
///
/// A number is given in the same write that puts the invoice under it and takes the order away, and only where both are
/// still free: of two clerks at once one comes again, and a crash leaves either an order or an invoice.
package struct InvoiceClerk: Sendable {
    private let service: any PaymentService
    private let sellers: @Sendable (InvoiceOrder) -> Seller
    private let distribution: @Sendable (InvoiceOrder) -> Distribution

    /// Orders read at one look.
    private static let stretch = 100

    package init(
        service: any PaymentService, sellers: @escaping @Sendable (InvoiceOrder) -> Seller,
        distribution: @escaping @Sendable (InvoiceOrder) -> Distribution
    ) {
        self.service = service
        self.sellers = sellers
        self.distribution = distribution
    }

    /// Works through what waits. True when something was issued or put away.
    package func work() async throws(Unavailable) -> Bool {
        var moved = false
        var known: [PaymentID: [OperationRecord]] = [:]
        var from: [UInt8]?
        // Orders of what is pending stay, and stand in the way of none behind them.
        while true {
            let page = try service.documents(
                of: InvoiceOrder.waiting, page: DocumentPage(from: from, limit: Self.stretch, order: .oldestFirst))
            for document in page {
                guard let order = try? InvoiceOrder(canonicalBytes: document.bytes) else { continue }
                if let record = try record(of: order, &known) {
                    if try await serve(order, record) { moved = true }
                } else {
                    // Everything that the merchant had is gone.
                    try await service.write([.remove(order.key)])
                }
            }
            guard page.count == Self.stretch, let last = page.last else { return moved }
            from = last.key.id + [0]
        }
    }

    /// What became of the capture or refund. Nil when there is none: everything that the merchant had is gone.
    private func record(
        of order: InvoiceOrder, _ known: inout [PaymentID: [OperationRecord]]
    ) throws(Unavailable) -> OperationRecord? {
        func find() -> OperationRecord? { known[order.payment]?.first { $0.operation.id == order.operation } }
        if let record = find() { return record }
        // It may have happened since the payment was read.
        known[order.payment] = try service.events(of: order.payment).operations
        return find()
    }

    private func serve(_ order: InvoiceOrder, _ record: OperationRecord) async throws(Unavailable) -> Bool {
        switch record.operation.state {
        case .pending: return false
        case .failed:
            try await service.write([.remove(order.key)])
            return true
        case .succeeded:
            return try await issue(order, at: record.endedAt ?? record.operation.startedAt)
        }
    }

    private func issue(_ order: InvoiceOrder, at instant: Instant) async throws(Unavailable) -> Bool {
        let shelf = InvoiceShelf(of: order.merchant)
        let seller = sellers(order)
        var number = try shelf.lastNumber(in: service).map { $0 + 1 } ?? seller.firstNumber
        let earlier = order.kind == .creditNote ? try shelf.invoices(of: order.payment, in: service) : []
        // Another clerk may come first, but not for ever.
        for _ in 0..<1_000 {
            let invoice = Invoice(order, number: number, seller: seller, at: instant, after: earlier)
            let notes = distribution(order).notes(for: invoice, at: service.now(of: order.merchant))
            let (writes, conditions) = shelf.entries(for: invoice, notes)
            do {
                try await service.write(writes, where: conditions)
                return true
            } catch {
                switch error {
                case .unavailable(let reason): throw reason
                case .conflict:
                    guard try service.document(order.key) != nil else { return false }
                    number = try shelf.lastNumber(in: service).map { $0 + 1 } ?? seller.firstNumber
                }
            }
        }
        return false
    }
}

extension Invoice {
    /// What an order becomes under a number. Dates are those of the capture or refund, where the seller is.
    package init(
        _ order: InvoiceOrder, number: Int64, seller: Seller, at instant: Instant, after earlier: [Invoice]
    ) {
        let issued = CalendarDay(of: instant, isEastern: order.country.isEastern)
        let words = InvoiceWords(order.language)
        switch order.kind {
        case .invoice:
            self.init(
                kind: .invoice, number: number, order: order, seller: seller, issued: issued,
                due: issued + seller.dueDays,
                reference: PaymentReference.of(number, seller, in: order.country),
                lines: Allocation(order.sale) { words.summary(of: $0) }.lines,
                rows: order.sale.ratesTogether.filter { $0.gross != 0 || $0.vat != 0 }, credits: [])
        case .creditNote:
            let credit = CreditAllocation(gross: order.amount.minorUnits, vat: order.vat, after: earlier)
            // Whoever told the lines that come back is taken at their word.
            let isTold = !order.sale.items.isEmpty
            let rows = isTold ? order.sale.ratesTogether.filter { $0.gross != 0 || $0.vat != 0 } : credit.rows
            let lines =
                isTold
                ? Allocation(order.sale) { words.summary(of: $0) }.lines
                : rows.map { Line(text: order.description, rate: $0.rate, gross: $0.gross, net: $0.net) }
            let first = earlier.first { $0.number == credit.credits.first?.invoice }
            self.init(
                kind: .creditNote, number: number, order: order, seller: seller, issued: issued, due: nil,
                reference: first?.reference ?? String(number),
                lines: lines, rows: rows, credits: credit.credits)
        }
    }
}
