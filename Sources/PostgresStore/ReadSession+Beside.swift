import Engine
import PaymentCore

/// What lies beside payments: documents, and webhooks on their way.
extension ReadSession {
    func document(_ key: DocumentKey) throws -> Document? {
        let collection = key.collection
        return try ask(
            SQL.document, .blob(collection.merchant.bytes), .text(collection.wire.text), .text(collection.kind),
            .blob(key.id)
        ).first.map { Rows.document($0, of: collection) }
    }

    func documents(of collection: DocumentCollection, page: DocumentPage) throws -> [Document] {
        let isNewestFirst = page.order == .newestFirst
        let found = try ask(
            isNewestFirst ? SQL.newestDocuments : SQL.oldestDocuments, .blob(collection.merchant.bytes),
            .text(collection.wire.text), .text(collection.kind),
            .blob(page.from ?? (isNewestFirst ? Self.afterEveryName : [])), .integer(Int64(page.limit)))
        return found.rows.map { Rows.document($0, of: collection) }
    }

    /// Longer than any name, and greater than each of them.
    private static let afterEveryName = [UInt8](repeating: 0xFF, count: 64)

    func deliveries(
        of merchant: MerchantID, dueBy now: Instant, after last: WaitingDelivery?, limit: Int
    ) throws -> [WaitingDelivery] {
        try ask(
            SQL.dueDeliveries, .integer(now.milliseconds), .integer(Int64(limit)),
            .integer(last?.due.milliseconds ?? .min), .blob(last?.place.payment.bytes ?? []),
            .integer(Int64(last?.place.sequence ?? 0)), .text(last?.place.endpoint ?? ""), .blob(merchant.bytes)
        ).rows.map(Rows.delivery)
    }

    func attempts(of payment: PaymentID) throws -> [DeliveryAttempt] {
        try ask(SQL.attempts, .blob(payment.bytes)).rows.map { try Rows.attempt($0, of: payment) }
    }

    func deliveries(of merchant: MerchantID, _ filter: DeliveryFilter) throws -> [DeliveryRecord] {
        if let payment = filter.payment {
            return try deliveries(SQL.deliveriesOfOne, of: merchant, filter, .blob(payment.bytes))
        }
        let ofPayments = try deliveries(SQL.deliveriesOfPayments, of: merchant, filter)
        guard ofPayments.count < filter.limit else { return ofPayments }
        let ofNotices = try deliveries(SQL.deliveriesOfNotices, of: merchant, filter)
        return Array((ofPayments + ofNotices).prefix(filter.limit))
    }

    private func deliveries(
        _ sql: String, of merchant: MerchantID, _ filter: DeliveryFilter, _ more: Parameters.Value...
    ) throws -> [DeliveryRecord] {
        var parameters = Parameters(
            .blob(merchant.bytes), .text(filter.lane), .integer(Int64(filter.state?.rawValue ?? 0)),
            .integer(Int64(filter.limit)))
        for value in more { parameters.add(value) }
        return try connection.ask(sql, parameters).rows.map(Rows.deliveryRecord)
    }

    func snapshots(of merchant: MerchantID) throws -> [Snapshot] {
        try ask(SQL.snapshots, .blob(merchant.bytes)).rows.map(Rows.snapshot)
    }
}
