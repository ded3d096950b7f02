import Engine

/// The schema, as numbered steps that are only ever added to. `holdfast_schema` says which have run.
///
/// Everything lies in the first schema of the connection's search path: `public`, unless the address says otherwise.
enum Migrations {
    static let all = [first, listing, nodes]

    /// How many steps have run; refuses a foreign or newer database, and one that data is being moved into, but by
    /// whoever moves it. Only reads: what is refused stays as it is.
    static func version(of connection: Connection, isMoving: Bool = false) throws(StoreError) -> Int64 {
        let isOurs: Bool
        let isOpen: Bool
        let tables: Int64
        var version: Int64 = 0
        do throws(PostgresFault) {
            let look = try connection.ask(
                """
                SELECT to_regclass('holdfast_schema') IS NOT NULL, current_schema() IS NOT NULL,
                       (SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'),
                       to_regclass('moving') IS NULL
                """)
            guard look.first?.bool(1) == true else {
                throw PostgresFault(
                    state: "3F000", message: "there is no schema to use: create the one that the address names",
                    isLost: false)
            }
            (isOurs, tables) = (look.first?.bool(0) == true, look.first?.integer(2) ?? 0)
            isOpen = look.first?.bool(3) == true
            if isOurs {
                version = try connection.ask("SELECT max(version)::int8 FROM holdfast_schema").first?.integer(0) ?? 0
            }
        } catch {
            throw error.isLost ? error.notCommitted : error.corrupt
        }
        guard isOurs || tables == 0 else {
            throw .corrupt(hint: "this database holds somebody else's tables: name an empty one with --store")
        }
        guard version <= all.count else {
            throw .corrupt(hint: "this database was written by a newer Holdfast (schema \(version)): use that version")
        }
        guard isOpen || isMoving else {
            throw .corrupt(
                hint: "data is being moved into this database, or was and broke off: run `holdfast migrate` to its end")
        }
        return version
    }

    /// For those who only read: refuses also an empty or older database, which the store brings up to date first.
    static func mustHaveRun(on connection: Connection, isMoving: Bool = false) throws(StoreError) {
        guard try version(of: connection, isMoving: isMoving) == all.count else {
            throw .corrupt(hint: "there is no Holdfast database of this version yet: start the server on it once")
        }
    }

    /// Brings an empty or older database up to date. Of several nodes that start at once one does it, the others wait.
    static func run(on connection: Connection, isMoving: Bool = false) throws(StoreError) {
        guard try version(of: connection, isMoving: isMoving) < all.count else { return }
        do throws(PostgresFault) {
            try connection.execute(
                "BEGIN; SELECT pg_advisory_xact_lock(\(lock), hashtext(current_schema())); SET LOCAL statement_timeout = 0"
            )
        } catch {
            throw error.notCommitted
        }
        let version = try version(of: connection, isMoving: isMoving)
        do {
            for (index, step) in all.enumerated() where index >= version {
                try connection.execute("\(step); INSERT INTO holdfast_schema (version) VALUES (\(index + 1))")
                if step == listing { try ListingColumns.fill(on: connection) }
            }
            try connection.execute("COMMIT")
        } catch let fault as PostgresFault {
            throw fault.notCommitted
        } catch {
            throw .corrupt(hint: "\(error)")
        }
    }

    /// "HOLD" as a number.
    private static let lock = 0x484F_4C44

    private static let first = payments + beside + snapshots

    private static let payments = """
        CREATE TABLE holdfast_schema (
            version    int4        NOT NULL PRIMARY KEY,
            applied_at timestamptz NOT NULL DEFAULT now()
        );

        -- Who writes here, and until when it is known to live: what a node holds is free once that is over.
        CREATE TABLE nodes (
            id          bytea       NOT NULL PRIMARY KEY CHECK (octet_length(id) = 16),
            name        text        NOT NULL,
            alive_until timestamptz NOT NULL
        );

        -- One row a payment, keyed by its 16 bytes. The amounts stand beside the state so that the checks below are the
        -- last line of defence for I1 and I2. Room is left on each page, so that an update stays on it.
        CREATE TABLE payments (
            id               bytea NOT NULL PRIMARY KEY CHECK (octet_length(id) = 16),
            merchant         bytea NOT NULL CHECK (octet_length(merchant) = 16),
            account          bytea NOT NULL CHECK (octet_length(account) = 16),
            currency         text  NOT NULL,
            authorized       int8  NOT NULL CHECK (authorized >= 0),
            captured         int8  NOT NULL CHECK (captured >= 0),
            released         int8  NOT NULL CHECK (released >= 0),
            refunded         int8  NOT NULL CHECK (refunded >= 0),
            capturing        int8  NOT NULL CHECK (capturing >= 0),
            releasing        int8  NOT NULL CHECK (releasing >= 0),
            refunding        int8  NOT NULL CHECK (refunding >= 0),
            birth            bytea NOT NULL,
            state            bytea NOT NULL,
            head             bytea NOT NULL CHECK (octet_length(head) = 32),
            sequence         int4  NOT NULL CHECK (sequence > 0),
            details_sequence int4  NOT NULL CHECK (details_sequence BETWEEN 1 AND sequence),
            quarantine       text,
            CHECK (captured + capturing + released + releasing <= authorized),
            CHECK (refunded + refunding <= captured)
        ) WITH (fillfactor = 70);
        CREATE INDEX payments_by_account ON payments (account, id);
        CREATE INDEX payments_by_merchant ON payments (merchant, id);

        -- Append-only. At once the journal, the history and what replies are derived from. `merchant` is there where a
        -- settlement is.
        CREATE TABLE events (
            payment    bytea NOT NULL CHECK (octet_length(payment) = 16),
            sequence   int4  NOT NULL CHECK (sequence > 0),
            writer     bytea NOT NULL CHECK (octet_length(writer) = 16),
            batch      int8  NOT NULL,
            place      int4  NOT NULL,
            at         int8  NOT NULL,
            kind       int4  NOT NULL,
            held       int8  NOT NULL,
            payable    int8  NOT NULL,
            settled    int8  NOT NULL,
            settlement bytea,
            merchant   bytea,
            body       bytea NOT NULL,
            state      bytea NOT NULL,
            details    bytea,
            salt       bytea,
            commitment bytea,
            hash       bytea NOT NULL CHECK (octet_length(hash) = 32),
            PRIMARY KEY (payment, sequence),
            CHECK ((settlement IS NULL) = (merchant IS NULL))
        );
        CREATE INDEX events_by_settlement ON events (settlement, payment) WHERE settlement IS NOT NULL;
        CREATE INDEX settlements_by_merchant ON events (merchant, settlement) WHERE settlement IS NOT NULL;

        -- Each writer seals its own chain. A void batch is one that never landed, and never will.
        CREATE TABLE batches (
            writer  bytea NOT NULL CHECK (octet_length(writer) = 16),
            number  int8  NOT NULL CHECK (number > 0),
            at      int8  NOT NULL,
            events  int4  NOT NULL CHECK (events >= 0),
            digest  bytea NOT NULL CHECK (octet_length(digest) = 32),
            is_void bool  NOT NULL DEFAULT false,
            PRIMARY KEY (writer, number)
        );

        -- The books, derived: signed minor units, debits positive.
        CREATE VIEW entries (payment, sequence, account, amount) AS
            SELECT payment, sequence, 'issuer holds', held FROM events WHERE held <> 0
            UNION ALL SELECT payment, sequence, 'merchant holds', -held FROM events WHERE held <> 0
            UNION ALL SELECT payment, sequence, 'receivable from issuer', payable FROM events WHERE payable <> 0
            UNION ALL SELECT payment, sequence, 'payable to merchant', -payable FROM events WHERE payable <> 0
            UNION ALL SELECT payment, sequence, 'payable to merchant', settled FROM events WHERE settled <> 0
            UNION ALL SELECT payment, sequence, 'settled to merchant', -settled FROM events WHERE settled <> 0;

        """

    /// What payments are listed and found by. What changes stands beside them, so that an update of a payment still leaves
    /// every index of its table alone; what is captured, as most payments are in the end, has no phase there.
    private static let listing = """
        ALTER TABLE payments ADD COLUMN wire text COLLATE "C" NOT NULL DEFAULT '';
        ALTER TABLE payments ADD COLUMN requested int8 NOT NULL DEFAULT 0;
        ALTER TABLE payments ADD COLUMN born int8 NOT NULL DEFAULT 0;
        ALTER TABLE snapshot_payments ADD COLUMN wire text;
        ALTER TABLE snapshot_payments ADD COLUMN requested int8;
        ALTER TABLE snapshot_payments ADD COLUMN born int8;
        CREATE INDEX payments_by_birth ON payments (merchant, born, id) INCLUDE (wire, currency, requested);
        CREATE INDEX payments_by_wire ON payments (merchant, wire, born, id) INCLUDE (currency, requested);
        CREATE INDEX payments_by_amount ON payments (merchant, requested, born, id);

        CREATE TABLE phases (
            payment  bytea NOT NULL PRIMARY KEY CHECK (octet_length(payment) = 16),
            merchant bytea NOT NULL CHECK (octet_length(merchant) = 16),
            phase    int4  NOT NULL CHECK (phase <> 7),
            born     int8  NOT NULL
        ) WITH (fillfactor = 80);
        CREATE INDEX phases_by_merchant ON phases (merchant, phase, born, payment);
        CREATE TABLE snapshot_phases (snapshot bytea NOT NULL, LIKE phases, PRIMARY KEY (snapshot, payment));

        -- What people know a payment by.
        CREATE TABLE names (
            payment  bytea NOT NULL CHECK (octet_length(payment) = 16),
            name     text  NOT NULL COLLATE "C",
            merchant bytea NOT NULL CHECK (octet_length(merchant) = 16),
            PRIMARY KEY (payment, name)
        );
        CREATE INDEX names_by_merchant ON names (merchant, name, payment);
        CREATE TABLE snapshot_names (snapshot bytea NOT NULL, LIKE names, PRIMARY KEY (snapshot, payment, name))
        """

    private static let nodes = """
        -- What only one node may do at a time, and which one does.
        CREATE TABLE errands (
            name   bytea NOT NULL PRIMARY KEY,
            holder bytea NOT NULL CHECK (octet_length(holder) = 16)
        )
        """

    private static let beside = """
        -- What must be unique beyond one payment: idempotency keys, references. Digests only.
        CREATE TABLE claims (
            digest      bytea NOT NULL PRIMARY KEY CHECK (octet_length(digest) = 16),
            merchant    bytea NOT NULL,
            fingerprint bytea NOT NULL,
            expires     int8,
            payment     bytea,
            sequence    int4,
            events      int4,
            refusal     bytea,
            answer      bytea,
            CHECK ((payment IS NOT NULL)::int + (refusal IS NOT NULL)::int + (answer IS NOT NULL)::int = 1),
            CHECK ((payment IS NULL) = (sequence IS NULL) AND (payment IS NULL) = (events IS NULL))
        );

        -- What will happen by itself. `holder` is the node that makes it happen, for as long as that one lives.
        CREATE TABLE deadlines (
            payment   bytea NOT NULL CHECK (octet_length(payment) = 16),
            due       int8  NOT NULL,
            kind      int4  NOT NULL,
            operation bytea NOT NULL CHECK (octet_length(operation) = 16),
            merchant  bytea NOT NULL CHECK (octet_length(merchant) = 16),
            holder    bytea,
            PRIMARY KEY (payment, due, kind, operation)
        );
        CREATE INDEX deadlines_by_merchant ON deadlines (merchant, due, payment, kind, operation);

        -- Who is to hear of which event (I6). `due` is NULL once it was delivered or given up.
        CREATE TABLE outbox (
            payment  bytea NOT NULL CHECK (octet_length(payment) = 16),
            sequence int4  NOT NULL,
            endpoint text  NOT NULL COLLATE "C",
            merchant bytea NOT NULL,
            due      int8,
            attempts int4  NOT NULL,
            holder   bytea,
            PRIMARY KEY (payment, sequence, endpoint)
        ) WITH (fillfactor = 80);
        CREATE INDEX outbox_waiting ON outbox (merchant, due, payment, sequence, endpoint) WHERE due IS NOT NULL;

        -- What came of each attempt to tell somebody. What receivers say may hold anything: bytes.
        CREATE TABLE attempts (
            payment  bytea NOT NULL,
            sequence int4  NOT NULL,
            endpoint text  NOT NULL COLLATE "C",
            number   int4  NOT NULL CHECK (number > 0),
            at       int8  NOT NULL,
            took     int8  NOT NULL,
            status   int4,
            note     bytea NOT NULL,
            next     int8,
            request  bytea,
            PRIMARY KEY (payment, sequence, endpoint, number)
        );

        -- Small things beside payments.
        CREATE TABLE documents (
            merchant bytea NOT NULL CHECK (octet_length(merchant) = 16),
            wire     text  NOT NULL COLLATE "C",
            kind     text  NOT NULL COLLATE "C",
            id       bytea NOT NULL,
            bytes    bytea NOT NULL,
            expires  int8,
            PRIMARY KEY (merchant, wire, kind, id)
        );

        """

    /// Copies have no checks of their own: they came from a table with them, and go back to it. The same columns as in
    /// `KeptTable`.
    private static let snapshots =
        """
        -- What the seals of the batches need of an event that was erased.
        CREATE TABLE erased_events (
            writer bytea NOT NULL,
            batch  int8  NOT NULL,
            place  int4  NOT NULL,
            hash   bytea NOT NULL CHECK (octet_length(hash) = 32),
            PRIMARY KEY (writer, batch, place)
        );

        -- `at` is the merchant's own time. Names are given by people: bytes.
        CREATE TABLE snapshots (
            id       bytea NOT NULL PRIMARY KEY CHECK (octet_length(id) = 16),
            merchant bytea NOT NULL CHECK (octet_length(merchant) = 16),
            name     bytea,
            at       int8  NOT NULL,
            frozen   bool  NOT NULL,
            payments int8  NOT NULL
        );
        CREATE INDEX snapshots_by_merchant ON snapshots (merchant, id);

        """
        + [
            ("events", "payment, sequence"), ("outbox", "payment, sequence, endpoint"),
            ("attempts", "payment, sequence, endpoint, number"), ("claims", "digest"),
            ("deadlines", "payment, due, kind, operation"), ("documents", "merchant, wire, kind, id"),
            ("payments", "id"),
        ].map { table, key in
            """
            CREATE TABLE snapshot_\(table) (snapshot bytea NOT NULL, LIKE \(table), PRIMARY KEY (snapshot, \(key)))
            """
        }.joined(separator: ";\n")
}
