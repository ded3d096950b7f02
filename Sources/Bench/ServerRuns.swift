import Foundation

/// Everything over HTTP: servers side by side, their runs in turn.
struct ServerRuns {
    private let plan: Plan
    private let say: (String) -> Void
    private let few: Benchmark.Filled
    private let large: Benchmark.Filled
    private let alone: DataFolder
    private let ceiling: ProcessUnderLoad

    init(
        _ plan: Plan, few: Benchmark.Filled, large: Benchmark.Filled, ceiling: ProcessUnderLoad,
        say: @escaping (String) -> Void
    ) throws {
        self.plan = plan
        self.say = say
        self.few = few
        self.large = large
        self.ceiling = ceiling
        alone = try few.folder.copy()
    }

    /// One line of the table.
    private final class Lane {
        let name: String
        let server: ProcessUnderLoad
        let connections: Int
        let workload: any Workload
        let step: Step?
        var runs: [Run] = []

        init(
            _ name: String, _ server: ProcessUnderLoad, _ connections: Int, _ workload: any Workload,
            _ step: Step? = nil
        ) throws {
            self.name = name
            self.server = server
            self.connections = connections
            self.workload = workload
            self.step = step
        }

        func run(seconds length: Double, perSecond rate: Double? = nil) throws -> Run {
            // Of its own for each run: the server closes connections that are silent for as long as others are measured.
            let client = try LoadClient(ports: [server.port], connections: connections)
            let before = try server.figures()
            let begin = nanoseconds()
            let tallies =
                if let rate { try client.run(workload, seconds: length, perSecond: rate) } else {
                    try client.run(workload, seconds: length)
                }
            return Run(tallies, step, seconds: seconds(since: begin), before: before, after: try server.figures())
        }
    }

    func run(_ report: inout Report) throws {
        let server = try few.folder.serve()
        let largeServer = try large.folder.serve()
        // Not for anybody's use: what group commit is compared with.
        let aloneServer = try alone.serve("--batch-limit", "1")
        let servers = [server, largeServer, aloneServer]
        report.secondsToListen = largeServer.secondsToListen
        for server in servers { try subscribe(on: server.port) }
        try captureMuch(on: server.port)
        let lanes = try lanes(server, largeServer, aloneServer)
        for round in 0...plan.rounds {
            say(round == 0 ? "warming up …" : "round \(round) of \(plan.rounds) …")
            for lane in lanes {
                if lane.connections < plan.connections, lane.server.port != ceiling.port {
                    try Leftovers.settle(on: lane.server.port)
                }
                let run = try lane.run(seconds: plan.seconds)
                if round > 0 { lane.runs.append(run) }
            }
        }
        report.rows = lanes.map { Report.Row(name: $0.name, connections: $0.connections, runs: $0.runs) }
        try runOpenLoop(server, &report)
        report.loadedBytes = try servers.map { try $0.figures().peakResidentBytes }.max() ?? 0
        try runLives(of: OwnShop(), on: server, &report)
        try runWires(on: server, &report)
        if let stripe = try LocalstripeShop.start() {
            try runLocalstripe(on: stripe, &report)
        } else {
            say("localstripe is not there: scripts/setup bench installs it")
        }
        for lane in lanes { try lane.workload.verify(on: lane.server.port) }
        say("audits …")
        for server in servers { guard server.stop() else { throw Trouble("a server did not end well") } }
        for folder in [few.folder, large.folder, alone] { try folder.mustPassAudit() }
    }

    private func lanes(
        _ server: ProcessUnderLoad, _ large: ProcessUnderLoad, _ alone: ProcessUnderLoad
    ) throws -> [Lane] {
        let many = plan.connections
        let names = few.names
        func captures(_ names: [String], _ connections: Int, _ order: Adjustments.Order = .inTurn) -> Adjustments {
            Adjustments(.captures, of: names, order, connections: connections, series: "c\(connections)-")
        }
        let refunds = Adjustments(.refunds, of: refunded, .inTurn, connections: many, series: "r-")
        return [
            try Lane(Case.ceiling, ceiling, 1, ConstantRequests.noop()),
            try Lane(Case.noop, server, 1, ConstantRequests.noop()),
            try Lane(Case.captures, server, 1, captures(Array(names[..<Self.share]), 1), .capture),
            try Lane(Case.captures, server, 8, captures(Array(names[Self.share..<(2 * Self.share)]), 8), .capture),
            try Lane(Case.ceiling, ceiling, many, ConstantRequests.noop()),
            try Lane(Case.noop, server, many, ConstantRequests.noop()),
            try Lane(Case.captures, server, many, captures(Array(names[(4 * Self.share)...]), many), .capture),
            try Lane(Case.million, large, many, captures(self.large.names, many, .atRandom), .capture),
            try Lane(Case.oneEach, alone, many, captures(names, many), .capture),
            try Lane(Case.refunds, server, many, refunds, .refund),
            try Lane(Case.reads, server, many, Reads(of: names, connections: many), .read),
            try Lane(Case.mixed, server, many, MixedLives(connections: many, series: "m-")),
        ]
    }

    /// Each lane has payments of its own, so that what was answered can be counted: a hundred where it needs not many.
    private static let share = 100
    private var refunded: [String] { Array(few.names[(2 * Self.share)..<(3 * Self.share)]) }
    private var openLoop: [String] { Array(few.names[(3 * Self.share)..<(4 * Self.share)]) }

    /// Something to refund.
    private func captureMuch(on port: UInt16) throws {
        let connection = try SingleConnection(port: port)
        for payment in refunded {
            let body = #"{"amount":{"value":1000000000,"currency":"NOK"}}"#
            _ = try connection.ask("POST", "\(OwnShop.path)/\(payment)/captures", Key.own, body, expecting: 201)
        }
    }

    /// A webhook endpoint that hears of everything, and a receiver that answers it.
    private func subscribe(on port: UInt16) throws {
        let endpoint = #"{"url":"http://127.0.0.1:\#(ceiling.port)/hook","events":["*"]}"#
        _ = try SingleConnection(port: port).ask(
            "POST", "/holdfast/v1/webhook-endpoints", Key.own, endpoint, expecting: 201)
    }

    private func runOpenLoop(_ server: ProcessUnderLoad, _ report: inout Report) throws {
        let workload = Adjustments(
            .captures, of: openLoop, .inTurn, connections: plan.connections, series: "open-")
        let lane = try Lane(Case.open, server, plan.connections, workload, .capture)
        let rate = report.rate(Case.captures, plan.connections) / 2
        let runs = try (0..<3).map { _ in try lane.run(seconds: plan.seconds, perSecond: rate) }
        report.rows.append(Report.Row(name: lane.name, connections: lane.connections, runs: runs))
        try workload.verify(on: server.port)
    }

    private func runLives(of shop: any Shop, on server: ProcessUnderLoad, _ report: inout Report) throws {
        say("lives, \(shop.name) …")
        let workload = Lives(shop, connections: plan.connections, first: 1)
        let lane = try Lane(Case.life(shop.name), server, plan.connections, workload, .capture)
        let runs = try (0..<3).map { _ in try lane.run(seconds: plan.seconds) }
        report.rows.append(Report.Row(name: lane.name, connections: lane.connections, runs: runs))
    }

    private func runWires(on server: ProcessUnderLoad, _ report: inout Report) throws {
        let unit = try SaleUnit(port: server.port)
        let shops: [any Shop] = [
            MollieShop(), VippsEPaymentShop(unit: unit),
            VippsEComShop(unit: unit, callbacks: "http://127.0.0.1:\(ceiling.port)"), CheckoutComShop(),
            SwedbankPayShop(),
        ]
        for shop in shops { try runLives(of: shop, on: server, &report) }
    }

    /// It holds 400 payments before it is measured: the more it holds, the slower it is.
    private func runLocalstripe(on stripe: ProcessUnderLoad, _ report: inout Report) throws {
        say("localstripe …")
        let shop = LocalstripeShop()
        let connection = try SingleConnection(port: stripe.port)
        for number in 0..<400 {
            var request: [UInt8] = []
            shop.create(&request, number)
            try connection.send(request, expecting: shop.created) { _ in }
        }
        let workload = Lives(shop, connections: plan.connections, first: 400)
        let lane = try Lane(Case.localstripe, stripe, plan.connections, workload, .capture)
        let run = try lane.run(seconds: plan.seconds * 3)
        report.rows.append(Report.Row(name: lane.name, connections: lane.connections, runs: [run]))
        stripe.kill()
    }
}
