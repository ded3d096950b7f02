package import PaymentCore

/// Goes through a settlement a stretch of payments at a time, so that a large one does not take the memory.
package struct SettlementWalk: Sendable {
    private let settlement: SettlementID
    private let rate: SettlementRate
    private let service: any PaymentService
    private let order: Page.Order
    private var from: PaymentID?
    private var isOver = false

    private static let stretch = 100

    /// `from` is the first payment wanted; nil begins at the end that `order` names.
    package init(
        _ settlement: SettlementID, at rate: SettlementRate, in service: any PaymentService,
        _ order: Page.Order = .oldestFirst, from: PaymentID? = nil
    ) {
        self.settlement = settlement
        self.rate = rate
        self.service = service
        self.order = order
        self.from = from
    }

    /// The next payments with their lines; nil behind the last. Others get their turn between stretches.
    package mutating func next() async throws(Unavailable) -> [(payment: Payment, lines: [SettlementLine])]? {
        guard !isOver else { return nil }
        await Task.yield()
        let page = Page(from: from, limit: Self.stretch + 1, order: order)
        let found = try service.payments(settledBy: settlement, page: page)
        isOver = found.count <= Self.stretch
        from = found.last?.id
        var parts: [(payment: Payment, lines: [SettlementLine])] = []
        for payment in found.prefix(Self.stretch) { parts.append((payment, try lines(of: payment))) }
        return parts
    }

    /// In the order in which they began.
    package func lines(of payment: Payment) throws(Unavailable) -> [SettlementLine] {
        var lines: [SettlementLine] = []
        for record in try service.events(of: payment.id).operations where record.settlement == settlement {
            lines.append(SettlementLine(record, of: payment, at: rate))
        }
        return lines
    }

    package func totals() async throws(Unavailable) -> SettlementTotals {
        var walk = self
        var totals = SettlementTotals()
        while let stretch = try await walk.next() {
            for part in stretch {
                for line in part.lines { totals.add(line) }
            }
        }
        return totals
    }
}
