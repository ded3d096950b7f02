import Engine
import PaymentCore

/// A read-only connection with its statements.
struct ReadSession: ~Copyable {
    let connection: Connection
    let statements: ReadStatements

    init(path: String) throws(StoreError) {
        do {
            let connection = try Connection(path: path, access: .readOnly)
            // Before a statement is prepared: what is not ours has other tables.
            try Migrations.mustHaveRun(on: connection)
            try connection.execute("PRAGMA query_only = ON; PRAGMA cache_size = -16384")
            statements = try ReadStatements(connection)
            self.connection = connection
        } catch let fault as SQLiteFault {
            throw fault.corrupt
        } catch let error as StoreError {
            throw error
        } catch {
            preconditionFailure("only faults of SQLite and our own arise here: \(error)")
        }
    }

    func payment(_ id: PaymentID) throws -> (record: PaymentRecord, lastEvent: Int64, detailsEvent: Int64)? {
        statements.payment.bind(1, id.bytes)
        defer { statements.payment.reset() }
        return try statements.payment.step() ? try Rows.payment(statements.payment) : nil
    }

    func event(_ number: Int64) throws -> StoredEvent {
        statements.event.bind(1, number)
        defer { statements.event.reset() }
        guard try statements.event.step() else { throw CorruptRecord("I8: event row \(number) is missing") }
        let stored = try Rows.event(statements.event)
        // Whoever walks back through the events must arrive.
        guard stored.previous.map({ $0 < number }) ?? true else {
            throw CorruptRecord("I8: event \(stored.record.event.sequence) follows one that was written later")
        }
        return stored
    }

    /// All events of a payment, oldest first, found by walking back from its last.
    func storedEvents(of id: PaymentID) throws -> [StoredEvent] {
        guard let stored = try payment(id) else { return [] }
        var events: [StoredEvent] = []
        var next: Int64? = stored.lastEvent
        while let number = next {
            let event = try event(number)
            guard event.record.event.payment == id else {
                throw CorruptRecord("I10: the chain leads to another payment")
            }
            events.append(event)
            next = event.previous
        }
        return events.reversed()
    }

    func payments(of account: AccountID, page: Page) throws -> [Payment] {
        switch page.order {
        case .newestFirst: return try payments(of: account, page, statements.newest, PaymentID(high: .max, low: .max))
        case .oldestFirst: return try payments(of: account, page, statements.oldest, PaymentID(high: 0, low: 0))
        }
    }

    private func payments(
        of account: AccountID, _ page: Page, _ row: Statement, _ end: PaymentID
    ) throws -> [Payment] {
        row.bind(1, account.bytes)
        row.bind(2, (page.from ?? end).bytes)
        row.bind(3, Int64(page.limit))
        defer { row.reset() }
        var ids: [PaymentID] = []
        while try row.step() { ids.append(try Rows.identifier(row.blob(0))) }
        var payments: [Payment] = []
        for id in ids {
            if let stored = try payment(id) { payments.append(stored.record.payment) }
        }
        return payments
    }

    /// The decision at `place`: the payment as it was after it, and its events.
    func acceptance(_ place: DecisionPlace) throws -> Acceptance {
        guard let current = try payment(place.payment) else { throw CorruptRecord("I5: a claim without its payment") }
        let last = place.sequence + place.eventCount - 1
        var events: [Event] = []
        var state: Payment.State?
        var details: Details?
        var next: Int64? = current.lastEvent
        while let number = next {
            let stored = try event(number)
            let event = stored.record.event
            if event.sequence == last { state = stored.record.state }
            if event.sequence <= last, event.sequence >= place.sequence { events.append(event) }
            if event.sequence == state?.detailsSequence { details = event.details }
            if event.sequence <= place.sequence, details != nil { break }
            next = stored.previous
        }
        guard let state, let details, events.count == place.eventCount else {
            throw CorruptRecord("I5: a claim points past its payment's events")
        }
        let payment = Payment(id: place.payment, birth: current.record.payment.birth, state: state, details: details)
        return Acceptance(payment: payment, events: events.reversed())
    }

    func hasPayments(of merchant: MerchantID) throws -> Bool {
        statements.hasPayments.bind(1, merchant.bytes)
        defer { statements.hasPayments.reset() }
        return try statements.hasPayments.step()
    }

    func deadlines(of merchant: MerchantID, dueBy now: Instant, limit: Int) throws -> [Deadline] {
        statements.dueDeadlines.bind(1, merchant.bytes)
        statements.dueDeadlines.bind(2, now.milliseconds)
        statements.dueDeadlines.bind(3, Int64(limit))
        defer { statements.dueDeadlines.reset() }
        var deadlines: [Deadline] = []
        while try statements.dueDeadlines.step() { deadlines.append(try Rows.deadline(statements.dueDeadlines)) }
        return deadlines
    }

    func nextDeadline(of merchant: MerchantID, after last: Instant) throws -> Instant? {
        let row = statements.nextDeadline
        row.bind(1, merchant.bytes)
        row.bind(2, last.milliseconds)
        defer { row.reset() }
        guard try row.step() else { return nil }
        return row.optionalInteger(0).map { Instant(milliseconds: $0) }
    }

    /// The merchants and instants that `row` finds.
    func nextOfEach(_ row: Statement) throws -> [MerchantID: Instant] {
        defer { row.reset() }
        var next: [MerchantID: Instant] = [:]
        while try row.step() { next[try Rows.identifier(row.blob(0))] = Instant(milliseconds: row.integer(1)) }
        return next
    }
}
