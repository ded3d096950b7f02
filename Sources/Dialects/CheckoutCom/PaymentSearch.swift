import PaymentCore

/// Payments by what shops call them. A sandbox holds few, so they are looked through, newest first; who looks keeps those
/// of its page alone.
struct PaymentSearch {
    private let desk: Desk
    /// Looked at, at most.
    private static let limit = 10_000
    private static let pageSize = 100

    init(_ desk: Desk) { self.desk = desk }

    /// Hands over one after the other, of a reference or all, until `visit` has seen enough.
    func each(reference: String?, _ visit: (Payment) throws(Problem) -> Bool) throws(Problem) {
        var from: PaymentID?
        var seen = 0
        while seen < Self.limit {
            let page = try desk.payments(Page(from: from, limit: Self.pageSize + 1, order: .newestFirst))
            for payment in page.prefix(Self.pageSize) {
                if let reference, try PaymentDetails.of(payment).reference != reference { continue }
                guard try visit(payment) else { return }
            }
            seen += Self.pageSize
            guard page.count > Self.pageSize else { return }
            from = page[Self.pageSize].id
        }
    }
}
