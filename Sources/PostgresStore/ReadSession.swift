import Engine
import Ledger
import PaymentCore

/// Questions over one connection.
struct ReadSession {
    let connection: Connection

    func ask(_ sql: String, _ values: Parameters.Value...) throws -> Answer {
        var parameters = Parameters()
        for value in values { parameters.add(value) }
        return try connection.ask(sql, parameters)
    }

    func payment(_ id: PaymentID) throws -> PaymentRecord? {
        try ask(SQL.onePayment, .blob(id.bytes)).first.map(Rows.payment)
    }

    /// All events of a payment, oldest first.
    func storedEvents(of id: PaymentID) throws -> [EventRecord] {
        let events = try ask(SQL.events, .blob(id.bytes)).rows.map(Rows.event)
        for (index, record) in events.enumerated() where record.event.sequence != index + 1 {
            throw CorruptRecord("I8: event \(record.event.sequence) follows \(index)")
        }
        return events
    }

    func payments(of account: AccountID, page: Page) throws -> [Payment] {
        try payments(of: account.bytes, page, page.order == .newestFirst ? SQL.newest : SQL.oldest)
    }

    func payments(ofMerchant merchant: MerchantID, page: Page) throws -> [Payment] {
        try payments(
            of: merchant.bytes, page, page.order == .newestFirst ? SQL.newestOfMerchant : SQL.oldestOfMerchant)
    }

    func payments(of owner: [UInt8], _ page: Page, _ sql: String) throws -> [Payment] {
        let end: PaymentID =
            page.order == .newestFirst ? PaymentID(high: .max, low: .max) : PaymentID(high: 0, low: 0)
        let found = try ask(
            sql, .blob(owner), .blob((page.from ?? end).bytes), .integer(Int64(page.limit)))
        return try found.rows.map { try Rows.payment($0).payment }
    }

    /// The decision at `place`: the payment as it was after it, and its events.
    func acceptance(_ place: DecisionPlace) throws -> Acceptance {
        let last = place.sequence + place.eventCount - 1
        let rows = try ask(
            SQL.decision, .blob(place.payment.bytes), .integer(Int64(place.sequence)), .integer(Int64(last))
        ).rows
        let records = try rows.map(Rows.event)
        guard let row = rows.last, let state = records.last?.state, records.count == place.eventCount else {
            throw CorruptRecord("I5: a claim points past its payment's events")
        }
        let known = records.first { $0.event.sequence == state.detailsSequence && !$0.isErased }?.event.details
        let details = try known ?? details(of: place.payment, at: state.detailsSequence)
        let payment = Payment(
            id: place.payment, birth: try Payment.Birth(canonicalBytes: row.blob(13)), state: state, details: details)
        return Acceptance(payment: payment, events: records.map(\.event))
    }

    private func details(of payment: PaymentID, at sequence: Int) throws -> Details {
        guard let row = try ask(SQL.details, .blob(payment.bytes), .integer(Int64(sequence))).first else {
            throw CorruptRecord("I8: event \(sequence) is missing")
        }
        // Once they were erased, what stands in their place.
        guard row.integer(1) == 1, let current = try self.payment(payment) else { return Details(row.blob(0)) }
        return current.payment.details
    }

    func trialBalance(of merchant: MerchantID) throws -> [AccountBalance] {
        var balances: [AccountBalance] = []
        for row in try ask(SQL.movements, .blob(merchant.bytes)).rows {
            guard let currency = Currency(code: row.text(0)) else {
                throw CorruptRecord("a currency column that names none")
            }
            var sums = MovementSums()
            sums.add(held: row.integer(1), payable: row.integer(2), settled: row.integer(3))
            balances += sums.balances(in: currency)
        }
        return balances.sorted { ($0.currency.code, $0.account.rawValue) < ($1.currency.code, $1.account.rawValue) }
    }

    func hasPayments(of merchant: MerchantID) throws -> Bool {
        try ask(SQL.hasPayments, .blob(merchant.bytes)).count > 0
    }

    func deadlines(of merchant: MerchantID, dueBy now: Instant, limit: Int) throws -> [Deadline] {
        try ask(SQL.dueDeadlines, .blob(merchant.bytes), .integer(now.milliseconds), .integer(Int64(limit))).rows
            .map(Rows.deadline)
    }

    /// The instant after `last` that `sql` finds.
    func next(_ sql: String, of merchant: MerchantID, after last: Instant) throws -> Instant? {
        try ask(sql, .blob(merchant.bytes), .integer(last.milliseconds)).first?.instant(0)
    }

    /// The merchants and instants that `sql` finds.
    func nextOfEach(_ sql: String) throws -> [MerchantID: Instant] {
        var next: [MerchantID: Instant] = [:]
        for row in try ask(sql).rows {
            next[try Rows.identifier(row.blob(0))] = Instant(milliseconds: row.integer(1))
        }
        return next
    }
}
