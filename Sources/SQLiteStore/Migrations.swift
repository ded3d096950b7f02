import Engine

/// The schema, as numbered steps that are only ever added to. `PRAGMA user_version` says how many have run.
enum Migrations {
    /// Marks the file as Holdfast's: "HOLD" as a number.
    static let applicationID: Int64 = 0x484F_4C44

    static let all = [first, merchants, settlements, sentRequests, snapshots, listing, freshClaims]

    /// How many steps have run; refuses a foreign or newer database. Only reads: what is refused stays as it is.
    static func version(of connection: borrowing Connection) throws(StoreError) -> Int64 {
        let version: Int64
        let application: Int64
        let tables: Int64
        do throws(SQLiteFault) {
            version = try connection.integer("PRAGMA user_version")
            application = try connection.integer("PRAGMA application_id")
            tables = try connection.integer("SELECT count(*) FROM sqlite_schema")
        } catch {
            throw error.corrupt
        }
        guard application == applicationID || (application == 0 && version == 0 && tables == 0) else {
            throw .corrupt(hint: "this database is not Holdfast's: choose another --data directory")
        }
        guard version <= all.count else {
            throw .corrupt(hint: "this database was written by a newer Holdfast (schema \(version)): use that version")
        }
        return version
    }

    /// For those who only read: refuses also an empty or older database, which the store brings up to date first.
    static func mustHaveRun(on connection: borrowing Connection) throws(StoreError) {
        guard try version(of: connection) == all.count else {
            throw .corrupt(hint: "there is no Holdfast database of this version yet: start the server on it once")
        }
    }

    /// Brings an empty or older database up to date.
    static func run(on connection: borrowing Connection) throws(StoreError) {
        let version = try version(of: connection)
        do {
            for (index, step) in all.enumerated() where index >= version {
                try connection.execute("BEGIN IMMEDIATE; \(step)")
                if step == listing { try ListingColumns.fill(on: connection) }
                try connection.execute("PRAGMA user_version = \(index + 1); COMMIT")
            }
        } catch let fault as SQLiteFault {
            throw fault.notCommitted
        } catch {
            throw .corrupt(hint: "\(error)")
        }
    }

    private static let first = """
        PRAGMA application_id = \(applicationID);

        -- One row a payment, keyed by its 16 bytes. The amounts stand beside the state so that the checks below are the
        -- last line of defence for I1 and I2.
        CREATE TABLE payments (
            id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            account       BLOB    NOT NULL CHECK (length(account) = 16),
            authorized    INTEGER NOT NULL CHECK (authorized >= 0),
            captured      INTEGER NOT NULL CHECK (captured >= 0),
            released      INTEGER NOT NULL CHECK (released >= 0),
            refunded      INTEGER NOT NULL CHECK (refunded >= 0),
            capturing     INTEGER NOT NULL CHECK (capturing >= 0),
            releasing     INTEGER NOT NULL CHECK (releasing >= 0),
            refunding     INTEGER NOT NULL CHECK (refunding >= 0),
            birth         BLOB    NOT NULL,
            state         BLOB    NOT NULL,
            head          BLOB    NOT NULL CHECK (length(head) = 32),
            last_event    INTEGER NOT NULL,
            details_event INTEGER NOT NULL,
            quarantine    TEXT,
            CHECK (captured + capturing + released + releasing <= authorized),
            CHECK (refunded + refunding <= captured)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX payments_by_account ON payments (account, id);

        -- Append-only. At once the journal, the history and what replies are derived from. `previous` leads through a
        -- payment's events without an index on the hot path.
        CREATE TABLE events (
            number     INTEGER NOT NULL PRIMARY KEY,
            payment    BLOB    NOT NULL CHECK (length(payment) = 16),
            sequence   INTEGER NOT NULL CHECK (sequence > 0),
            previous   INTEGER CHECK (previous < number),
            batch      INTEGER NOT NULL,
            at         INTEGER NOT NULL,
            kind       INTEGER NOT NULL,
            held       INTEGER NOT NULL,
            payable    INTEGER NOT NULL,
            body       BLOB    NOT NULL,
            state      BLOB    NOT NULL,
            details    BLOB,
            salt       BLOB,
            commitment BLOB,
            hash       BLOB    NOT NULL CHECK (length(hash) = 32),
            CHECK ((previous IS NULL) = (sequence = 1))
        ) STRICT;

        -- What must be unique beyond one payment: idempotency keys, references. Digests only.
        CREATE TABLE claims (
            digest      BLOB    NOT NULL PRIMARY KEY CHECK (length(digest) = 16),
            fingerprint BLOB,
            expires     INTEGER,
            event       INTEGER,
            events      INTEGER,
            refusal     BLOB,
            answer      BLOB,
            CHECK ((event IS NOT NULL) + (refusal IS NOT NULL) + (answer IS NOT NULL) = 1),
            CHECK ((event IS NULL) = (events IS NULL))
        ) STRICT, WITHOUT ROWID;

        -- What will happen by itself, in the order in which it will.
        CREATE TABLE deadlines (
            due       INTEGER NOT NULL,
            payment   BLOB    NOT NULL CHECK (length(payment) = 16),
            kind      INTEGER NOT NULL,
            operation BLOB    NOT NULL CHECK (length(operation) = 16),
            PRIMARY KEY (due, payment, kind, operation)
        ) STRICT, WITHOUT ROWID;

        -- Who is to hear of which event (I6). `due` is NULL once it was delivered or given up.
        CREATE TABLE outbox (
            payment  BLOB    NOT NULL CHECK (length(payment) = 16),
            sequence INTEGER NOT NULL,
            endpoint TEXT    NOT NULL,
            due      INTEGER,
            attempts INTEGER NOT NULL,
            PRIMARY KEY (payment, sequence, endpoint)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX outbox_waiting ON outbox (due) WHERE due IS NOT NULL;

        -- What came of each attempt to tell somebody.
        CREATE TABLE attempts (
            payment  BLOB    NOT NULL,
            sequence INTEGER NOT NULL,
            endpoint TEXT    NOT NULL,
            number   INTEGER NOT NULL CHECK (number > 0),
            at       INTEGER NOT NULL,
            took     INTEGER NOT NULL,
            status   INTEGER,
            note     TEXT    NOT NULL,
            next     INTEGER,
            PRIMARY KEY (payment, sequence, endpoint, number)
        ) STRICT, WITHOUT ROWID;

        -- Small things beside payments.
        CREATE TABLE documents (
            merchant BLOB NOT NULL CHECK (length(merchant) = 16),
            wire     TEXT NOT NULL,
            kind     TEXT NOT NULL,
            id       BLOB NOT NULL,
            bytes    BLOB NOT NULL,
            expires  INTEGER,
            PRIMARY KEY (merchant, wire, kind, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE batches (
            number INTEGER NOT NULL PRIMARY KEY,
            at     INTEGER NOT NULL,
            events INTEGER NOT NULL CHECK (events >= 0),
            digest BLOB    NOT NULL CHECK (length(digest) = 32)
        ) STRICT;

        -- The books, derived: signed minor units, debits positive.
        CREATE VIEW entries (payment, event, account, amount) AS
            SELECT payment, number, 'issuer holds', held FROM events WHERE held <> 0
            UNION ALL SELECT payment, number, 'merchant holds', -held FROM events WHERE held <> 0
            UNION ALL SELECT payment, number, 'receivable from issuer', payable FROM events WHERE payable <> 0
            UNION ALL SELECT payment, number, 'payable to merchant', -payable FROM events WHERE payable <> 0
        """

    /// What belongs to a merchant says so: each merchant has its own clock, by which deadlines and webhooks are due. The
    /// first 16 bytes of a birth name the merchant.
    private static let merchants = """
        ALTER TABLE payments ADD COLUMN merchant BLOB;
        UPDATE payments SET merchant = substr(birth, 1, 16);
        CREATE INDEX payments_by_merchant ON payments (merchant, id);

        ALTER TABLE claims ADD COLUMN merchant BLOB;
        UPDATE claims SET merchant = ifnull(
            (SELECT p.merchant FROM events e JOIN payments p ON p.id = e.payment WHERE e.number = claims.event),
            zeroblob(16));

        CREATE TABLE merchant_deadlines (
            merchant  BLOB    NOT NULL CHECK (length(merchant) = 16),
            due       INTEGER NOT NULL,
            payment   BLOB    NOT NULL CHECK (length(payment) = 16),
            kind      INTEGER NOT NULL,
            operation BLOB    NOT NULL CHECK (length(operation) = 16),
            PRIMARY KEY (merchant, due, payment, kind, operation)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO merchant_deadlines (merchant, due, payment, kind, operation)
            SELECT p.merchant, d.due, d.payment, d.kind, d.operation FROM deadlines d JOIN payments p ON p.id = d.payment;
        DROP TABLE deadlines;
        ALTER TABLE merchant_deadlines RENAME TO deadlines;

        ALTER TABLE outbox ADD COLUMN merchant BLOB;
        UPDATE outbox SET merchant = (SELECT merchant FROM payments WHERE id = outbox.payment);
        DROP INDEX outbox_waiting;
        CREATE INDEX outbox_waiting ON outbox (merchant, due) WHERE due IS NOT NULL
        """

    /// What is payable is paid out: a third movement, and which settlement it belongs to.
    private static let settlements = """
        ALTER TABLE events ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE events ADD COLUMN settlement BLOB;
        CREATE INDEX events_by_settlement ON events (settlement, number) WHERE settlement IS NOT NULL;
        DROP VIEW entries;
        CREATE VIEW entries (payment, event, account, amount) AS
            SELECT payment, number, 'issuer holds', held FROM events WHERE held <> 0
            UNION ALL SELECT payment, number, 'merchant holds', -held FROM events WHERE held <> 0
            UNION ALL SELECT payment, number, 'receivable from issuer', payable FROM events WHERE payable <> 0
            UNION ALL SELECT payment, number, 'payable to merchant', -payable FROM events WHERE payable <> 0
            UNION ALL SELECT payment, number, 'payable to merchant', settled FROM events WHERE settled <> 0
            UNION ALL SELECT payment, number, 'settled to merchant', -settled FROM events WHERE settled <> 0
        """

    /// What payments are listed and found by. Only `phase` changes after birth, and what is captured, as most payments are
    /// in the end, leaves its index: so a capture costs one entry at most. `names` leads from what people know a payment by.
    private static let listing = """
        ALTER TABLE payments ADD COLUMN phase     INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE payments ADD COLUMN wire      TEXT    NOT NULL DEFAULT '';
        ALTER TABLE payments ADD COLUMN currency  TEXT    NOT NULL DEFAULT '';
        ALTER TABLE payments ADD COLUMN requested INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE payments ADD COLUMN born      INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE snapshot_payments ADD COLUMN phase;
        ALTER TABLE snapshot_payments ADD COLUMN wire;
        ALTER TABLE snapshot_payments ADD COLUMN currency;
        ALTER TABLE snapshot_payments ADD COLUMN requested;
        ALTER TABLE snapshot_payments ADD COLUMN born;

        CREATE INDEX payments_by_birth ON payments (merchant, born, id, wire, currency, requested);
        CREATE INDEX payments_by_wire ON payments (merchant, wire, born, id, currency, requested);
        CREATE INDEX payments_by_amount ON payments (merchant, requested, born, id);
        CREATE INDEX payments_by_phase ON payments (merchant, phase, born, id) WHERE phase <> 7;

        -- Made anew, for of indexes that serve alike the one that was made last is taken: this is the smallest.
        DROP INDEX payments_by_merchant;
        CREATE INDEX payments_by_merchant ON payments (merchant, id);

        CREATE TABLE names (
            merchant BLOB NOT NULL CHECK (length(merchant) = 16),
            name     TEXT NOT NULL,
            payment  BLOB NOT NULL CHECK (length(payment) = 16),
            PRIMARY KEY (merchant, name, payment)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE snapshot_names (
            snapshot, merchant, name, payment, PRIMARY KEY (snapshot, name, payment)
        ) WITHOUT ROWID
        """

    /// Attempts keep what was sent, as canonical bytes.
    private static let sentRequests = "ALTER TABLE attempts ADD COLUMN request BLOB"

    /// Snapshots of everything that a merchant has, and what stays of events that were erased. Copies have no checks of
    /// their own, and no types but that of the number that events are compared by: they came from a table with both, and go
    /// back to it. The same columns as in `KeptTable`.
    private static let snapshots = """
        -- What the seals of the batches need of an event that was erased. Its number is never given again.
        CREATE TABLE erased_events (
            number INTEGER NOT NULL PRIMARY KEY,
            batch  INTEGER NOT NULL,
            hash   BLOB    NOT NULL CHECK (length(hash) = 32)
        ) STRICT;

        -- `at` is the merchant's own time.
        CREATE TABLE snapshots (
            id       BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            merchant BLOB    NOT NULL CHECK (length(merchant) = 16),
            name     TEXT,
            at       INTEGER NOT NULL,
            frozen   INTEGER NOT NULL,
            payments INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX snapshots_by_merchant ON snapshots (merchant, id);

        CREATE TABLE snapshot_events (
            snapshot, number INTEGER, payment, sequence, previous, batch, at, kind, held, payable, body, state, details,
            salt, commitment, hash, settled, settlement, PRIMARY KEY (snapshot, number)
        ) WITHOUT ROWID;
        CREATE TABLE snapshot_outbox (
            snapshot, payment, sequence, endpoint, due, attempts, merchant,
            PRIMARY KEY (snapshot, payment, sequence, endpoint)
        ) WITHOUT ROWID;
        CREATE TABLE snapshot_attempts (
            snapshot, payment, sequence, endpoint, number, at, took, status, note, next, request,
            PRIMARY KEY (snapshot, payment, sequence, endpoint, number)
        ) WITHOUT ROWID;
        CREATE TABLE snapshot_claims (
            snapshot, digest, fingerprint, expires, event, events, refusal, answer, merchant,
            PRIMARY KEY (snapshot, digest)
        ) WITHOUT ROWID;
        CREATE TABLE snapshot_deadlines (
            snapshot, merchant, due, payment, kind, operation, PRIMARY KEY (snapshot, due, payment, kind, operation)
        ) WITHOUT ROWID;
        CREATE TABLE snapshot_documents (
            snapshot, merchant, wire, kind, id, bytes, expires, PRIMARY KEY (snapshot, wire, kind, id)
        ) WITHOUT ROWID;
        CREATE TABLE snapshot_payments (
            snapshot, id, account, authorized, captured, released, refunded, capturing, releasing, refunding, birth,
            state, head, last_event, details_event, quarantine, merchant, PRIMARY KEY (snapshot, id)
        ) WITHOUT ROWID
        """

    /// Claims wait here, in the order they were made, until many move to `claims` in the order of their digests.
    private static let freshClaims = """
        CREATE TABLE fresh_claims (
            number      INTEGER NOT NULL PRIMARY KEY,
            digest      BLOB    NOT NULL CHECK (length(digest) = 16),
            fingerprint BLOB,
            expires     INTEGER,
            event       INTEGER,
            events      INTEGER,
            refusal     BLOB,
            answer      BLOB,
            merchant    BLOB,
            CHECK ((event IS NOT NULL) + (refusal IS NOT NULL) + (answer IS NOT NULL) = 1),
            CHECK ((event IS NULL) = (events IS NULL))
        ) STRICT
        """
}
