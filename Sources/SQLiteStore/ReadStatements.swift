import Engine

/// The statements of a reader, prepared once.
struct ReadStatements {
    let begin, end: Statement
    let payment, event, newest, oldest, newestOfMerchant, oldestOfMerchant: Statement
    let hasPayments, movements, snapshots: Statement
    let settlement, newestSettlements, oldestSettlements, newestOfSettlement, oldestOfSettlement: Statement
    let dueDeadlines, nextDeadline, nextDeadlines: Statement
    let document, newestDocuments, oldestDocuments, attempts: Statement
    let dueDeliveries, nextWaiting, nextDelivery, nextDeliveries: Statement
    let named, volumes: Statement
    private let listings: [SQL.Listing: (found: Statement, end: Statement)]
    let deliveriesOfPayments, deliveriesOfNotices, deliveriesOfOne: Statement

    init(_ connection: borrowing Connection) throws(SQLiteFault) {
        begin = try connection.prepare("BEGIN")
        end = try connection.prepare("COMMIT")
        payment = try connection.prepare(SQL.payment)
        event = try connection.prepare(SQL.event)
        newest = try connection.prepare(SQL.newest)
        oldest = try connection.prepare(SQL.oldest)
        dueDeadlines = try connection.prepare(SQL.dueDeadlines)
        nextDeadline = try connection.prepare(SQL.nextDeadline)
        nextDeadlines = try connection.prepare(SQL.nextDeadlines)
        newestOfMerchant = try connection.prepare(SQL.newestOfMerchant)
        oldestOfMerchant = try connection.prepare(SQL.oldestOfMerchant)
        movements = try connection.prepare(SQL.movements)
        hasPayments = try connection.prepare(SQL.hasPayments)
        snapshots = try connection.prepare(SQL.snapshots)
        settlement = try connection.prepare(SQL.settlement)
        newestSettlements = try connection.prepare(SQL.newestSettlements)
        oldestSettlements = try connection.prepare(SQL.oldestSettlements)
        newestOfSettlement = try connection.prepare(SQL.newestOfSettlement)
        oldestOfSettlement = try connection.prepare(SQL.oldestOfSettlement)
        document = try connection.prepare(SQL.document)
        newestDocuments = try connection.prepare(SQL.newestDocuments)
        oldestDocuments = try connection.prepare(SQL.oldestDocuments)
        dueDeliveries = try connection.prepare(SQL.dueDeliveries)
        nextWaiting = try connection.prepare(SQL.nextWaiting)
        nextDelivery = try connection.prepare(SQL.nextDelivery)
        nextDeliveries = try connection.prepare(SQL.nextDeliveries)
        attempts = try connection.prepare(SQL.attempts)
        deliveriesOfPayments = try connection.prepare(SQL.deliveriesOfPayments)
        deliveriesOfNotices = try connection.prepare(SQL.deliveriesOfNotices)
        deliveriesOfOne = try connection.prepare(SQL.deliveriesOfOne)
        named = try connection.prepare(SQL.named)
        volumes = try connection.prepare(SQL.volumes)
        var listings: [SQL.Listing: (found: Statement, end: Statement)] = [:]
        for way in SQL.Listing.allCases { listings[way] = try connection.prepare(way) }
        self.listings = listings
    }

    /// The way through the index that leaves least to look at.
    func listing(_ filter: PaymentFilter) -> (found: Statement, end: Statement) {
        guard let way = listings[SQL.Listing.best(for: filter)] else { preconditionFailure("every way is prepared") }
        return way
    }
}

extension Connection {
    fileprivate func prepare(_ listing: SQL.Listing) throws(SQLiteFault) -> (found: Statement, end: Statement) {
        (try prepare(listing.found), try prepare(listing.end))
    }
}
