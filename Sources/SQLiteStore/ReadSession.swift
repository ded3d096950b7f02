import Engine
import Ledger
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
        statements.payment.bind(1, id)
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
        try payments(of: account.bytes, page, page.order == .newestFirst ? statements.newest : statements.oldest)
    }

    func payments(ofMerchant merchant: MerchantID, page: Page) throws -> [Payment] {
        let row = page.order == .newestFirst ? statements.newestOfMerchant : statements.oldestOfMerchant
        return try payments(of: merchant.bytes, page, row)
    }

    private func payments(of owner: [UInt8], _ page: Page, _ row: Statement) throws -> [Payment] {
        let end: PaymentID =
            page.order == .newestFirst ? PaymentID(high: .max, low: .max) : PaymentID(high: 0, low: 0)
        row.bind(1, owner)
        row.bind(2, (page.from ?? end).bytes)
        row.bind(3, Int64(page.limit))
        return try payments(row)
    }

    /// Those whose ids the bound statement finds.
    func payments(_ row: Statement) throws -> [Payment] {
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
            if event.sequence == last {
                state = stored.record.state
                // They have not changed since: no need to go back to where they came from.
                if current.record.payment.state.detailsSequence == stored.record.state.detailsSequence {
                    details = current.record.payment.details
                }
            }
            if event.sequence <= last, event.sequence >= place.sequence { events.append(event) }
            // Once they were erased, what stands in their place.
            if event.sequence == state?.detailsSequence {
                details = stored.record.isErased ? current.record.payment.details : event.details
            }
            if event.sequence <= place.sequence, details != nil { break }
            next = stored.previous
        }
        guard let state, let details, events.count == place.eventCount else {
            throw CorruptRecord("I5: a claim points past its payment's events")
        }
        let payment = Payment(id: place.payment, birth: current.record.payment.birth, state: state, details: details)
        return Acceptance(payment: payment, events: events.reversed())
    }

    func trialBalance(of merchant: MerchantID) throws -> [AccountBalance] {
        statements.movements.bind(1, merchant)
        defer { statements.movements.reset() }
        var sums: [Currency: MovementSums] = [:]
        while try statements.movements.step() {
            let birth = try Payment.Birth(canonicalBytes: statements.movements.blob(0))
            sums[birth.requested.currency, default: MovementSums()].add(
                held: statements.movements.integer(1), payable: statements.movements.integer(2),
                settled: statements.movements.integer(3))
        }
        return sums.sorted { $0.key.code < $1.key.code }.flatMap { $0.value.balances(in: $0.key) }
    }

    func hasPayments(of merchant: MerchantID) throws -> Bool {
        statements.hasPayments.bind(1, merchant)
        defer { statements.hasPayments.reset() }
        return try statements.hasPayments.step()
    }

    func deadlines(of merchant: MerchantID, dueBy now: Instant, limit: Int) throws -> [Deadline] {
        statements.dueDeadlines.bind(1, merchant)
        statements.dueDeadlines.bind(2, now.milliseconds)
        statements.dueDeadlines.bind(3, Int64(limit))
        defer { statements.dueDeadlines.reset() }
        var deadlines: [Deadline] = []
        while try statements.dueDeadlines.step() { deadlines.append(try Rows.deadline(statements.dueDeadlines)) }
        return deadlines
    }

    func nextDeadline(of merchant: MerchantID, after last: Instant) throws -> Instant? {
        let row = statements.nextDeadline
        row.bind(1, merchant)
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
