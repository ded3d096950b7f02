import PaymentCore
import TestWorld
import Testing

/// Something that no honest program does to a ledger, and the word the audit has for it.
struct Corruption: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let expected: String
    let damage: @Sendable (RawDatabase) throws -> Void

    static let all = payments + terms + events + beside

    init(_ name: String, finds expected: String, _ damage: @escaping @Sendable (RawDatabase) throws -> Void) {
        testDescription = name
        self.expected = expected
        self.damage = damage
    }

    init(_ name: String, finds expected: String, sql: String) {
        self.init(name, finds: expected) { try $0.execute(sql) }
    }

    private static let (long, waiting, closed) = (
        literal(LedgerSample.long), literal(LedgerSample.waiting), literal(LedgerSample.closed)
    )
}

// MARK: Payments

extension Corruption {
    static let payments = [
        Corruption(
            "the captured column grows", finds: "amount columns differ from the state",
            sql: "UPDATE payments SET captured = captured + 1 WHERE id = \(long)"),
        Corruption("column and state grow alike", finds: "I7: the stored payment") { raw in
            try rewriteState(raw, column: "captured") { $0.captured += 1 }
        },
        Corruption("more is captured than authorized", finds: "I1: captured") { raw in
            try rewriteState(raw, column: "captured") { $0.captured += 1_000_00 }
        },
        Corruption("more is refunded than captured", finds: "I2: refunded") { raw in
            try rewriteState(raw, column: "refunded") { $0.refunded += 1_000_00 }
        },
        Corruption("an amount that no payment can have", finds: "amount out of range") { raw in
            try rewriteState(raw, column: "captured") { $0.captured = .max }
        },
        Corruption("an amount below zero", finds: "amount out of range") { raw in
            try rewriteState(raw, column: "released") { $0.released = -1 }
        },
        Corruption("terms change, no amount does", finds: "I7: the stored payment") { raw in
            try rewriteState(raw) { $0.terms.captureWindow = .days(8) }
        },
        Corruption(
            "the state is no state", finds: "its row is corrupt",
            sql: "UPDATE payments SET state = x'0102' WHERE id = \(long)"),
        Corruption(
            "another account", finds: "account column differs from the birth",
            sql: "UPDATE payments SET account = \(literal(Shop.otherAccount.bytes)) WHERE id = \(long)"),
        Corruption("another merchant", finds: "I7: the stored payment") { raw in
            let birth = try Payment.Birth(canonicalBytes: raw.blobs("SELECT birth FROM payments WHERE id = \(long)")[0])
            let other = Payment.Birth(
                merchant: Shop.otherMerchant, account: birth.account, wire: birth.wire, requested: birth.requested,
                rail: birth.rail, at: birth.at)
            try raw.execute("UPDATE payments SET birth = \(literal(other.canonicalBytes)) WHERE id = \(long)")
        },
        Corruption(
            "the head of the chain", finds: "chain: the head does not close",
            sql: "UPDATE payments SET head = zeroblob(32) WHERE id = \(long)"),
        Corruption(
            "set aside by hand", finds: "is in quarantine: looked odd",
            sql: "UPDATE payments SET quarantine = 'looked odd' WHERE id = \(long)"),
        Corruption(
            "a payment without its row", finds: "I8: 11 events are stored, 6 belong to payments",
            sql: "DELETE FROM payments WHERE id = \(long)"),
        Corruption(
            "a whole payment with everything of it", finds: "chain: batch",
            sql: """
                DELETE FROM claims WHERE event IN (SELECT number FROM events WHERE payment = \(closed));
                DELETE FROM outbox WHERE payment = \(closed);
                DELETE FROM events WHERE payment = \(closed);
                DELETE FROM deadlines WHERE payment = \(closed);
                DELETE FROM payments WHERE id = \(closed)
                """),
    ]

    /// What only the audit may look at: the engine, too, would count with these terms.
    static let terms = [
        Corruption("terms beyond the end of time", finds: "I7: the stored payment") { raw in
            try rewriteState(raw) { $0.terms.remainder = .releasesAfter(Interval(milliseconds: .max)) }
        }
    ]

    /// Changes the state of `long`, and the column that repeats it.
    private static func rewriteState(
        _ raw: RawDatabase, column: String? = nil, _ change: (inout Payment.State) -> Void
    ) throws {
        var state = try Payment.State(canonicalBytes: raw.blobs("SELECT state FROM payments WHERE id = \(long)")[0])
        change(&state)
        let amounts = ["captured": state.captured, "released": state.released, "refunded": state.refunded]
        let repeated = column.flatMap { name in amounts[name].map { ", \(name) = \($0)" } } ?? ""
        try raw.execute(
            "UPDATE payments SET state = \(literal(state.canonicalBytes)) \(repeated) WHERE id = \(long)")
    }
}

// MARK: Events

extension Corruption {
    static let events = [
        Corruption(
            "an event in the middle is gone", finds: "I8: event row 3 is missing",
            sql: "DELETE FROM events WHERE number = 3"),
        Corruption(
            "the last event is gone", finds: "I8: event row 5 is missing", sql: "DELETE FROM events WHERE number = 5"),
        Corruption(
            "the last event is undone with everything that followed from it", finds: "chain: batch 5",
            sql: """
                UPDATE payments SET last_event = 4, refunded = 0, state = (SELECT state FROM events WHERE number = 4),
                       head = (SELECT hash FROM events WHERE number = 4) WHERE id = \(long);
                DELETE FROM outbox WHERE payment = \(long) AND sequence = 5;
                DELETE FROM events WHERE number = 5
                """),
        Corruption(
            "an event is left out of the way back", finds: "I8: event 5 follows 3",
            sql: "UPDATE events SET previous = 3 WHERE number = 5"),
        Corruption(
            "the way back goes in circles", finds: "I8: event 4 follows one that was written later",
            sql: "UPDATE events SET previous = 5 WHERE number = 4"),
        Corruption(
            "an event is told twice", finds: "I8: 12 events are stored, 11 belong to payments",
            sql: """
                INSERT INTO events SELECT 99, payment, sequence, previous, batch, at, kind, held, payable, body, state,
                       details, salt, commitment, hash, settled, settlement FROM events WHERE number = 5
                """),
        Corruption(
            "an event gets another number", finds: "I8: event 9 follows 3",
            sql: "UPDATE events SET sequence = 9 WHERE number = 4"),
        Corruption(
            "an event counts below zero", finds: "I8: event -4 does not count from 1",
            sql: "UPDATE events SET sequence = -4 WHERE number = 4"),
        Corruption(
            "an event moves to another payment", finds: "I10: the chain leads to another payment",
            sql: "UPDATE events SET payment = \(closed) WHERE number = 3"),
        Corruption(
            "an event moves in time", finds: "chain: event 3 was altered",
            sql: "UPDATE events SET at = at + 1 WHERE number = 3"),
        Corruption(
            "an event moves to another batch", finds: "chain: batch",
            sql: "UPDATE events SET batch = 4 WHERE number = 3"),
        Corruption("the amount of a capture changes", finds: "I3: entries of event 3") { raw in
            try rewriteCapture(raw, minorUnits: 90_00)
        },
        Corruption("the amount of a capture changes, in the books too", finds: "chain: event 3 was altered") { raw in
            try rewriteCapture(raw, minorUnits: 90_00)
            try raw.execute("UPDATE events SET held = -9000, payable = 9000 WHERE number = 3")
        },
        Corruption(
            "what an event moves of the hold", finds: "I3: entries of event 3",
            sql: "UPDATE events SET held = held - 1 WHERE number = 3"),
        Corruption(
            "what an event makes payable", finds: "I3: entries of event 3",
            sql: "UPDATE events SET payable = payable + 1 WHERE number = 3"),
        Corruption(
            "the kind of an event", finds: "kind column differs", sql: "UPDATE events SET kind = 9 WHERE number = 3"),
        Corruption(
            "the fact is no fact", finds: "unknown fact", sql: "UPDATE events SET body = x'63' WHERE number = 3"),
        Corruption(
            "the state after an event", finds: "I7: the state after event 3",
            sql: "UPDATE events SET state = (SELECT state FROM events WHERE number = 2) WHERE number = 3"),
        Corruption(
            "details change", finds: "chain: the details of event 4 were altered",
            sql: "UPDATE events SET details = CAST('bomb' AS BLOB) WHERE number = 4"),
        Corruption(
            "details vanish", finds: "chain: the details of event 1 were altered",
            sql: "UPDATE events SET details = NULL WHERE number = 1"),
        Corruption(
            "details appear", finds: "chain: the details of event 3 were altered",
            sql: "UPDATE events SET details = x'00' WHERE number = 3"),
        Corruption(
            "the salt of a commitment", finds: "chain: the details of event 4 were altered",
            sql: "UPDATE events SET salt = x'00' WHERE number = 4"),
        Corruption(
            "the commitment to details", finds: "chain: event 4 was altered",
            sql: "UPDATE events SET commitment = zeroblob(32) WHERE number = 4"),
        Corruption(
            "a hash", finds: "chain: event 3 was altered", sql: "UPDATE events SET hash = zeroblob(32) WHERE number = 3"
        ),
    ]

    /// Rewrites the capture of 100.00 in event 3.
    private static func rewriteCapture(_ raw: RawDatabase, minorUnits: Int64) throws {
        let fact = try Event.Fact(canonicalBytes: raw.blobs("SELECT body FROM events WHERE number = 3")[0])
        guard case .operation(let operation) = fact, case .capture(_, let traits) = operation.order else {
            throw RawDatabase.Fault(message: "event 3 of the sample is no capture")
        }
        let other = Operation(
            id: operation.id, order: .capture(.nok(minorUnits), traits), state: operation.state,
            startedAt: operation.startedAt)
        try raw.execute(
            "UPDATE events SET body = \(literal(Event.Fact.operation(other).canonicalBytes)) WHERE number = 3")
    }
}

// MARK: Beside payments

extension Corruption {
    static let beside = [
        Corruption(
            "an outbox row is gone", finds: "I6: outbox of event 3 is not",
            sql: "DELETE FROM outbox WHERE payment = \(long) AND sequence = 3 AND endpoint = 'a'"),
        Corruption(
            "an endpoint too many", finds: "I6: outbox of event 3 is not",
            sql: "INSERT INTO outbox VALUES (\(long), 3, 'c', 0, 0, zeroblob(16))"),
        Corruption(
            "an outbox row without an event", finds: "I6: 1 outbox rows without their event",
            sql: "INSERT INTO outbox VALUES (\(long), 77, 'a', 0, 0, zeroblob(16))"),
        Corruption(
            "a deadline is gone", finds: "its deadline expire is lost",
            sql: "DELETE FROM deadlines WHERE payment = \(long) AND kind = 5"),
        Corruption("all deadlines are gone", finds: "its deadline abandon is lost", sql: "DELETE FROM deadlines"),
        Corruption(
            "a deadline moves", finds: "its deadline abandon is lost",
            sql: "UPDATE deadlines SET due = due + 1 WHERE payment = \(waiting)"),
        Corruption(
            "a deadline that nobody has", finds: "a deadline expire that is not its own",
            sql: "INSERT INTO deadlines VALUES (zeroblob(16), 1, \(closed), 5, zeroblob(16))"),
        Corruption(
            "a deadline of nobody's", finds: "a deadline lapse that is not its own",
            sql: "INSERT INTO deadlines VALUES (zeroblob(16), 1, randomblob(16), 4, zeroblob(16))"),
        Corruption(
            "a deadline of no kind", finds: "a deadline of unknown kind 261",
            sql: "UPDATE deadlines SET kind = 261 WHERE payment = \(waiting)"),
        Corruption(
            "a claim on no event", finds: "I5: a claim points to a missing event",
            sql: "UPDATE claims SET event = 999 WHERE event = 3"),
        Corruption(
            "a claim past the end", finds: "I5: a claim points past the events",
            sql: "UPDATE claims SET events = 9 WHERE event = 3"),
        Corruption(
            "a claim on too many events", finds: "I5: a claim on \(Int64.max) events",
            sql: "UPDATE claims SET events = \(Int64.max) WHERE event = 3"),
        Corruption(
            "a refusal that nobody gives", finds: "a claim: unknown refusal",
            sql: "UPDATE claims SET refusal = x'FF' WHERE refusal IS NOT NULL"),
        Corruption(
            "the digest of a batch", finds: "chain: batch 3 does not seal",
            sql: "UPDATE batches SET digest = zeroblob(32) WHERE number = 3"),
        Corruption(
            "a batch in the middle is gone", finds: "chain: batch 4 does not seal",
            sql: "DELETE FROM batches WHERE number = 3"),
        Corruption(
            "the last batch is gone", finds: "chain: 2 events without their batch",
            sql: "DELETE FROM batches WHERE number = (SELECT max(number) FROM batches)"),
        Corruption("all batches are gone", finds: "chain: 11 events without their batch", sql: "DELETE FROM batches"),
        Corruption(
            "a batch that wrote nothing", finds: "chain: batch 99 does not seal",
            sql: "INSERT INTO batches VALUES (99, 0, 0, zeroblob(32))"),
    ]
}
