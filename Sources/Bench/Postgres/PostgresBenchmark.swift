import Crypto
import DialectKit
import Engine
import Foundation
import PaymentCore
import PostgresStore

/// PostgreSQL beside what it is compared with, in turn: one transaction for each capture, batches through the store alone, and
/// captures over HTTP with one node and with two.
package struct PostgresBenchmark {
    private let address: String
    private let rounds: Int
    private let seconds: Double
    private let say: (String) -> Void
    private let identifiers = IdentifierSource { SystemTime().now() }

    private static let connections = 64
    private static let payments = 1_000
    private static let batch = 256

    /// `address` names a database that holds nothing yet.
    package init(address: String, rounds: Int = 4, seconds: Double = 2, say: @escaping (String) -> Void) {
        self.address = address
        self.rounds = rounds
        self.seconds = seconds
        self.say = say
    }

    /// `folder` is where the page is written; nil writes none.
    package func run(writingTo folder: String?) throws {
        let ceiling = try ProcessUnderLoad(["bench", "ceiling"])
        let (first, second) = (DataFolder(), DataFolder())
        let node = try first.serve("--store", address)
        try FileManager.default.copyItem(atPath: first.keyFile, toPath: second.keyFile)
        let other = try second.serve("--store", address)
        try subscribe(on: node.port, to: ceiling.port)
        say("\(2 * Self.payments) payments …")
        let names = try authorized(2 * Self.payments, on: node.port)
        let (few, many) = (Array(names[..<Self.payments]), Array(names[Self.payments...]))

        let pgbench = try PgBench(store: address)
        let layer = try PostgresLayer(address, like: names[0], payments: Self.payments, identifiers: identifiers)
        let one = Adjustments(.captures, of: few, .inTurn, connections: Self.connections, series: "one-")
        let two = Adjustments(.captures, of: many, .inTurn, connections: Self.connections, series: "two-")
        let oneClient = try LoadClient(ports: [node.port], connections: Self.connections)
        let twoClient = try LoadClient(ports: [node.port, other.port], connections: Self.connections)
        var figures = Figures()
        var rate = try pgbench.run(transactions: 2_000, connections: Self.connections)
        for round in 0...rounds {
            say(round == 0 ? "warming up …" : "round \(round) of \(rounds) …")
            rate = try pgbench.run(transactions: Int(rate * seconds), connections: Self.connections)
            let batches = try layer.run(seconds: seconds, batch: Self.batch)
            let oneNode = try captures(oneClient, one)
            try pgbench.settle()
            let twoNodes = try captures(twoClient, two)
            try pgbench.settle()
            let found = Figures.Round(
                transactions: rate, store: batches.store, batches: batches.all, oneNode: oneNode, twoNodes: twoNodes)
            if round > 0 { figures.rounds.append(found) }
        }
        for workload in [one, two] { try workload.verify(on: node.port) }
        try layer.close()
        try pgbench.clear()
        guard node.stop(), other.stop() else { throw Trouble("a server did not end well") }
        say("audit …")
        try first.mustPassAudit("--store", address)
        let text = figures.markdown(rounds: rounds, seconds: seconds)
        say(text)
        if let folder { try Page(folder: folder).write(text, between: .postgres) }
    }

    /// Per second.
    private func captures(_ client: LoadClient, _ workload: Adjustments) throws -> Double {
        let begin = nanoseconds()
        let tallies = try client.run(workload, seconds: seconds)
        return Double(tallies.reduce(0) { $0 + $1.count }) / Bench.seconds(since: begin)
    }

    private func subscribe(on port: UInt16, to receiver: UInt16) throws {
        let endpoint = #"{"url":"http://127.0.0.1:\#(receiver)/hook","events":["*"]}"#
        _ = try SingleConnection(port: port).ask(
            "POST", "/holdfast/v1/webhook-endpoints", Key.own, endpoint, expecting: 201)
    }

    private func authorized(_ count: Int, on port: UInt16) throws -> [String] {
        let connection = try SingleConnection(port: port)
        return try (0..<count).map { _ in
            let order = #"{"amount":{"value":1000000000000,"currency":"NOK"}}"#
            let created = try connection.ask("POST", OwnShop.path, Key.own, order, expecting: 201)
            guard let name = created.split(separator: "\"").first(where: { $0.hasPrefix("pmt_") }) else {
                throw Trouble("no payment: \(created)")
            }
            _ = try connection.ask("POST", "\(OwnShop.path)/\(name)/payer", Key.own, #"{"action":"approve"}"#)
            return String(name)
        }
    }
}

extension PostgresBenchmark {
    /// Captures per second, each of them.
    struct Figures {
        struct Round {
            let transactions: Double
            let store: Double
            let batches: Double
            let oneNode: Double
            let twoNodes: Double
        }

        var rounds: [Round] = []

        func median(_ figure: KeyPath<Round, Double>) -> Double { rounds.map { $0[keyPath: figure] }.median }

        func markdown(rounds: Int, seconds: Double) -> String {
            let transactions = median(\.transactions)
            let rows = [
                ("pgbench: five statements and a commit for each capture", transactions),
                ("Holdfast's store, batches of \(PostgresBenchmark.batch)", median(\.store)),
                ("the same, and what making and deciding them takes", median(\.batches)),
                ("Holdfast over HTTP, one node", median(\.oneNode)),
                ("Holdfast over HTTP, two nodes", median(\.twoNodes)),
            ]
            return
                ([
                    "PostgreSQL on the same machine; 64 connections; medians of \(rounds) alternating rounds of "
                        + "\(seconds.short) s each; every answer checked; audit clean afterwards.", "",
                    "| Captures | per second | of pgbench |", "|---|---:|---:|",
                ] + rows.map { "| \($0.0) | \(Int($0.1)) | \(($0.1 / transactions).short) |" }).joined(separator: "\n")
        }
    }
}
