import Foundation

/// What captures cost when each is a transaction of its own: five statements on tables as lean as can be, from as many
/// connections as are wanted, by PostgreSQL's own benchmark.
struct PgBench {
    /// A server's address, as libpq takes it.
    let store: String
    private let folder = NSTemporaryDirectory() + "holdfast-bench-" + UUID().uuidString

    /// Its tables, in a schema of their own.
    private static let schema = """
        DROP SCHEMA IF EXISTS pgbench_captures CASCADE;
        CREATE SCHEMA pgbench_captures;
        SET search_path = pgbench_captures;
        CREATE TABLE payments (
            id bigint PRIMARY KEY, authorized bigint NOT NULL, captured bigint NOT NULL, version bigint NOT NULL);
        CREATE TABLE claims (key text PRIMARY KEY, payment bigint NOT NULL, version bigint NOT NULL);
        CREATE TABLE events (
            payment bigint NOT NULL, version bigint NOT NULL, amount bigint NOT NULL, at timestamptz NOT NULL,
            PRIMARY KEY (payment, version));
        CREATE TABLE outbox (
            payment bigint NOT NULL, version bigint NOT NULL, due timestamptz, PRIMARY KEY (payment, version));
        INSERT INTO payments SELECT number, 1000000000000, 0, 0 FROM generate_series(1, 1000) number;
        """

    /// Locks the payment, moves it, and writes down what happened, under which key, and who is to hear of it.
    private static let capture = """
        \\set id random(1, 1000)
        \\set key random(1, 9000000000000000000)
        BEGIN;
        SELECT captured, version AS version FROM pgbench_captures.payments WHERE id = :id FOR UPDATE \\gset
        INSERT INTO pgbench_captures.claims VALUES (:key::text, :id, :version);
        UPDATE pgbench_captures.payments SET captured = captured + 1, version = version + 1 WHERE id = :id;
        INSERT INTO pgbench_captures.events VALUES (:id, :version, 1, now());
        INSERT INTO pgbench_captures.outbox VALUES (:id, :version, now());
        COMMIT;

        """

    init(store: String) throws {
        self.store = store
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Self.capture.write(toFile: folder + "/capture.sql", atomically: true, encoding: .utf8)
        _ = try Self.run(
            "psql", ["--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", store, "--command", Self.schema])
    }

    /// Transactions per second, as it tells them. It is given a number of them, not a time: the threads of this process block the
    /// signal by which it would notice that its time is over.
    func run(transactions: Int, connections: Int) throws -> Double {
        let told = try Self.run(
            "pgbench",
            [
                "--no-vacuum", "--protocol", "prepared", "--file", folder + "/capture.sql",
                "--client", "\(connections)", "--jobs", "2", "--transactions",
                "\(max(1, transactions / connections))", store,
            ])
        guard let line = told.split(separator: "\n").first(where: { $0.hasPrefix("tps = ") }),
            let rate = line.split(separator: " ").dropFirst(2).first.flatMap({ Double($0) }),
            told.contains("number of failed transactions: 0 ")
        else { throw Trouble("pgbench did not tell its rate, or transactions failed:\n\(told)") }
        return rate
    }

    /// Waits until no webhook waits any more: what one run left to send must not cost the next one.
    func settle() throws {
        let waiting = ["--no-psqlrc", "--no-align", "--tuples-only", store, "--command", Self.waiting]
        while try Self.run("psql", waiting).hasPrefix("t") { Thread.sleep(forTimeInterval: 0.2) }
    }

    private static let waiting = "SELECT EXISTS (SELECT FROM outbox WHERE due IS NOT NULL)"

    func clear() throws {
        _ = try Self.run(
            "psql", ["--quiet", "--no-psqlrc", store, "--command", "DROP SCHEMA pgbench_captures CASCADE"])
        try FileManager.default.removeItem(atPath: folder)
    }

    /// A program of PostgreSQL's, of the newest version that is installed.
    private static func run(_ name: String, _ arguments: [String]) throws -> String {
        let versions = "/usr/lib/postgresql"
        let folders = ((try? FileManager.default.contentsOfDirectory(atPath: versions)) ?? [])
            .sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "\(versions)/\($0)/bin" }
        let places = folders + ["/usr/bin", "/usr/local/bin"]
        guard let place = places.first(where: { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }) else {
            throw Trouble("\(name) is missing: scripts/setup test installs PostgreSQL")
        }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "\(place)/\(name)")
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let told = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Trouble("\(name) failed:\n\(told.suffix(2_000))") }
        return told
    }
}
