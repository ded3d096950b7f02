import Engine
import Glibc
import PaymentCore
import SQLiteStore
import TestWorld

/// The whole server over a simulated disk, with shops, a payer's bank, a network, clocks and deaths around it, all chosen
/// by one seed: the same seed is the same history.
///
/// `@unchecked Sendable`: everything runs on the thread that calls `run`.
package final class ServerWorld: @unchecked Sendable {
    /// What became of one seed.
    package struct Report: Sendable {
        package let seed: UInt64
        /// Steps after which the world was left to come to rest.
        package let steps: Int
        /// Requests that reached the server.
        package let commands: Int
        package let violation: String?
        package let trace: UInt64
        /// How often each kind of trouble struck.
        package let troubles: [String: Int]
    }

    let scheduler: Scheduler
    let wall: WallClock
    let disk: SimulatedDisk
    let witness: Witness
    let receiver: Receiver
    private(set) var judge: Judge
    private(set) var server: SimulatedServer?
    private(set) var workload = Workload(hasTwoMerchants: true)
    var script: Seed
    var commands = 0
    private var troubles: [String: Int] = [:]
    private var listener: ((String) -> Void)?
    /// Requests that the server has taken and not answered, with the earliest time that may have decided them.
    private var asked: [Int: Judge.Asked] = [:]
    private var lives: UInt64 = 0
    let directory: String
    private let number: UInt64
    private let inboxCapacity: Int
    private var network: Seed
    private var isNetworkCalm = false
    static let payments = 6

    /// One history: so many steps of trouble, then rest. `tell` hears what happens as it does.
    package static func run(_ number: UInt64, steps: Int, telling tell: ((String) -> Void)? = nil) -> Report {
        let world = ServerWorld(number)
        world.listener = tell
        defer { world.tidyUp() }
        return world.run(steps: steps)
    }

    private init(_ number: UInt64) {
        self.number = number
        var seed = Seed(number)
        func next() -> Seed { Seed(seed.next()) }
        let workload = Box(Workload(hasTwoMerchants: true))
        scheduler = Scheduler(seed: next())
        wall = WallClock(scheduler)
        let disk = SimulatedDisk(seed: next())
        self.disk = disk
        witness = Witness(
            agreement: { workload.value.agreements[$0] ?? .init() },
            merchant: { workload.value.owner(of: $0).merchant })
        receiver = Receiver(scheduler, witness, seed: next())
        judge = Judge(witness)
        script = next()
        network = next()
        inboxCapacity = script.chance(20) ? 4 : 4_096
        agreements = workload
        var template = Array("/tmp/holdfast-simulation-XXXXXX".utf8CString)
        guard let path = mkdtemp(&template) else { preconditionFailure("no directory for the lock") }
        directory = String(cString: path)
        SimulatedFiles.mount(disk, at: directory, seed: next())
        scheduler.isInterrupted = { [unowned self] in disk.life.isOver && server != nil }
    }

    /// The workload as the witness sees it.
    private let agreements: Box<Workload>

    private final class Box<Value> {
        var value: Value
        init(_ value: Value) { self.value = value }
    }

    private func tidyUp() {
        SimulatedFiles.unmount()
        unlink(directory + "/holdfast.lock")
        rmdir(directory)
    }

    private func run(steps: Int) -> Report {
        start()
        var done = 0
        while done < steps, witness.complaint == nil {
            step()
            done += 1
        }
        if witness.complaint == nil { settle() }
        die(power: false)
        return Report(
            seed: number, steps: done, commands: commands, violation: witness.complaint, trace: scheduler.trace,
            troubles: troubles)
    }

    func count(_ trouble: String) {
        troubles[trouble, default: 0] += 1
        tell(trouble)
    }

    func tell(_ what: @autoclosure () -> String) { listener?("\(scheduler.now) ms: \(what())") }
}

// MARK: Lives and deaths of the server

extension ServerWorld {
    var payments: [PaymentID] { (1...Self.payments).map { Shop.payment($0) } }

    /// A start; when the disk will not have it, another one later.
    func start() {
        guard server == nil else { return }
        disk.beginLife()
        SimulatedFiles.forgetShared()
        let wasCalm = disk.faults.isCalm
        lives += 1
        tell("start \(lives)")
        do throws(StoreError) {
            let life = disk.life
            let begun = try SimulatedServer(
                directory: directory, scheduler, wall, witness, receiver, seed: Seed(number &* 1_000 &+ lives),
                inboxCapacity: inboxCapacity, isAlive: { !life.isOver },
                gaveUp: { [self, lives] in
                    scheduler.after(0) {
                        if self.lives == lives { self.restart("a server that ends by itself", power: false) }
                    }
                })
            server = begun
            do throws(StoreError) {
                try witness.compare(with: begun.reader, payments)
            } catch {
                if wasCalm { witness.complain("what is stored cannot be read: \(error)") }
                die(power: false)
                scheduler.after(300) { self.start() }
            }
        } catch {
            if wasCalm { witness.complain("the server does not start: \(error)") }
            disk.end()
            scheduler.after(300) { self.start() }
        }
    }

    /// The server is gone at this very moment; with the power, what was not synchronised may be too.
    func die(power: Bool) {
        disk.end()
        if power { disk.cutPower() }
        if let server, !server.end(gracefully: false) { witness.complain("a dead server goes on for ever") }
        server = nil
        asked = [:]
    }

    func restart(_ why: String, power: Bool) {
        guard server != nil else { return }
        count(why)
        die(power: power)
        scheduler.after(script.number(in: 5...500)) { self.start() }
    }

    /// A stop as an operator asks for it: everything that was taken is answered.
    func stop() {
        guard let server else { return }
        count("a stop")
        if !server.end(gracefully: true) { witness.complain("the server does not stop") }
        disk.end()
        self.server = nil
        asked = [:]
    }
}

// MARK: Requests

extension ServerWorld {
    /// A shop wants something, and asks until it knows.
    func send() {
        let wish = workload.next(&script, payments: Self.payments)
        agreements.value = workload
        ask(wish, attempt: 1)
    }

    private func ask(_ wish: Workload.Wish, attempt: Int) {
        let isDone = Box(false)
        for _ in 0..<(hasBadLuck(8) ? 2 : 1) where !hasBadLuck(8) {
            scheduler.after(network.number(in: 0...80)) { self.arrive(wish) { isDone.value = true } }
        }
        // Whoever has a key may ask again when no answer came.
        guard wish.key != nil, attempt < 4 else { return }
        scheduler.after(2_000 * Int64(attempt)) {
            if !isDone.value { self.ask(wish, attempt: attempt + 1) }
        }
    }

    private func hasBadLuck(_ percent: Int) -> Bool { !isNetworkCalm && network.chance(percent) }

    /// One copy of a request reaches the server; `hear` is called when its answer reaches the shop.
    private func arrive(_ wish: Workload.Wish, _ hear: @escaping () -> Void) {
        guard let server else { return }
        commands += 1
        let number = commands
        let asker = workload.asker(of: wish)
        let operation = OperationID(high: 0xAB, low: UInt64(number))
        let command = workload.command(for: wish, naming: operation)
        witness.note(operation, under: wish.key.map { "\(asker.account) \($0)" })
        let key = wish.key.map {
            Shop.key($0, body: wish.body, account: asker.account, retention: Workload.retention)
        }
        let submission = Submission(
            command, on: wish.payment, by: .account(asker.account, of: asker.merchant), key: key)
        let request = Judge.Asked(
            wish: wish, command: command, account: asker.account, merchant: asker.merchant,
            lengthBefore: witness.length(of: wish.payment), from: server.engine.clocks.now(of: asker.merchant))
        asked[number] = request
        judge.note(request)
        tell(
            "request \(number): \(command.inShort) on \(wish.payment.high), key \(wish.key ?? "none"), "
                + "from \(request.from.milliseconds)")
        let heard = Once(hear)
        server.run { [self] in
            let reply = await server.engine.submit(submission)
            answer(number, reply, server, heard)
        }
    }

    private func answer(_ number: Int, _ reply: Reply, _ server: SimulatedServer, _ heard: Once) {
        guard !server.hasEnded, let request = asked.removeValue(forKey: number) else { return }
        let until = noteTime(of: request.merchant, on: server)
        tell("request \(number) is answered: \(reply.inShort), by \(until.milliseconds)")
        witness.complain(judge.judge(reply, to: request, until: until).map { "request \(number): \($0)" })
        if case .unavailable = reply { return }
        guard !hasBadLuck(10) else { return }
        scheduler.after(network.number(in: 0...80)) { heard.call() }
    }

    /// Somebody looks at a payment.
    func look() {
        guard let server else { return }
        let id = script.pick(payments)
        do throws(Unavailable) {
            witness.judge(try server.engine.payment(id), read: id)
        } catch {
            count("a read that failed")
        }
    }

    /// The machine's clock is set; what is being decided may be decided by either time.
    func setClock(by milliseconds: Int64) {
        guard let server else { return wall.set(by: milliseconds) }
        for merchant in [Shop.merchant, Shop.otherMerchant] { noteTime(of: merchant, on: server) }
        wall.set(by: milliseconds)
        for (number, request) in asked {
            let now = server.engine.clocks.now(of: request.merchant)
            asked[number]?.from = min(request.from, now)
        }
    }

    @discardableResult
    private func noteTime(of merchant: MerchantID, on server: SimulatedServer) -> Instant {
        let clocks = server.engine.clocks
        return witness.note(
            max(clocks.clock(of: merchant).now(at: server.time.latest), clocks.now(of: merchant)), of: merchant)
    }

    var isWaiting: Bool { !asked.isEmpty }

    func calmNetwork() { isNetworkCalm = true }
}

/// Something to be told once, from within a task.
///
/// `@unchecked Sendable`: called on the simulation's one thread.
private final class Once: @unchecked Sendable {
    private var body: (() -> Void)?
    init(_ body: @escaping () -> Void) { self.body = body }

    func call() {
        body?()
        body = nil
    }
}
