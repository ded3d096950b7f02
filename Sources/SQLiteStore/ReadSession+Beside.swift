import Engine
import PaymentCore

/// What lies beside payments: documents, and webhooks on their way.
extension ReadSession {
    func document(_ key: DocumentKey) throws -> Document? {
        statements.document.bind(key)
        defer { statements.document.reset() }
        return try statements.document.step() ? Rows.document(statements.document, of: key.collection) : nil
    }

    func documents(of collection: DocumentCollection, page: DocumentPage) throws -> [Document] {
        let row = page.order == .newestFirst ? statements.newestDocuments : statements.oldestDocuments
        row.bind(collection)
        row.bindBlob(4, page.from ?? (page.order == .newestFirst ? Self.afterEveryName : []))
        row.bind(5, Int64(page.limit))
        defer { row.reset() }
        var documents: [Document] = []
        while try row.step() { documents.append(Rows.document(row, of: collection)) }
        return documents
    }

    /// Longer than any name, and greater than each of them.
    private static let afterEveryName = [UInt8](repeating: 0xFF, count: 64)

    func deliveries(
        of merchant: MerchantID, dueBy now: Instant, after last: WaitingDelivery?, limit: Int
    ) throws -> [WaitingDelivery] {
        let row = statements.dueDeliveries
        Self.bind(row, merchant, now, last, limit)
        defer { row.reset() }
        var deliveries: [WaitingDelivery] = []
        while try row.step() { deliveries.append(try Rows.delivery(row)) }
        return deliveries
    }

    func deliveries(
        of merchant: MerchantID, dueBy now: Instant, after last: WaitingDelivery?, among rows: Int
    ) throws -> DeliveryStretch {
        let row = statements.nextWaiting
        Self.bind(row, merchant, now, last, rows)
        defer { row.reset() }
        var due: [WaitingDelivery] = []
        var end: WaitingDelivery?
        var count = 0
        while try row.step() {
            let delivery = try Rows.delivery(row)
            count += 1
            end = delivery
            if row.integer(5) == 1 { due.append(delivery) }
        }
        return DeliveryStretch(due: due, end: count == rows ? end : nil)
    }

    private static func bind(
        _ row: Statement, _ merchant: MerchantID, _ now: Instant, _ last: WaitingDelivery?, _ limit: Int
    ) {
        row.bind(1, now.milliseconds)
        row.bind(2, Int64(limit))
        row.bind(3, last?.due.milliseconds ?? .min)
        row.bindBlob(4, last?.place.payment.bytes ?? [])
        row.bind(5, Int64(last?.place.sequence ?? 0))
        row.bind(6, last?.place.endpoint ?? "")
        row.bind(7, merchant)
    }

    func nextDelivery(of merchant: MerchantID, after last: Instant) throws -> Instant? {
        let row = statements.nextDelivery
        row.bind(1, merchant)
        row.bind(2, last.milliseconds)
        defer { row.reset() }
        guard try row.step() else { return nil }
        return row.optionalInteger(0).map { Instant(milliseconds: $0) }
    }

    func attempts(of payment: PaymentID) throws -> [DeliveryAttempt] {
        statements.attempts.bind(1, payment)
        defer { statements.attempts.reset() }
        var attempts: [DeliveryAttempt] = []
        while try statements.attempts.step() { attempts.append(try Rows.attempt(statements.attempts, of: payment)) }
        return attempts
    }

    func deliveries(of merchant: MerchantID, _ filter: DeliveryFilter) throws -> [DeliveryRecord] {
        if let payment = filter.payment {
            statements.deliveriesOfOne.bind(5, payment)
            return try deliveries(from: statements.deliveriesOfOne, of: merchant, filter)
        }
        let ofPayments = try deliveries(from: statements.deliveriesOfPayments, of: merchant, filter)
        guard ofPayments.count < filter.limit else { return ofPayments }
        let ofNotices = try deliveries(from: statements.deliveriesOfNotices, of: merchant, filter)
        return Array((ofPayments + ofNotices).prefix(filter.limit))
    }

    private func deliveries(
        from row: Statement, of merchant: MerchantID, _ filter: DeliveryFilter
    ) throws -> [DeliveryRecord] {
        row.bind(1, merchant)
        row.bind(2, filter.lane)
        row.bind(3, Int64(filter.state?.rawValue ?? 0))
        row.bind(4, Int64(filter.limit))
        defer { row.reset() }
        var records: [DeliveryRecord] = []
        while try row.step() { records.append(try Rows.deliveryRecord(row)) }
        return records
    }
}
