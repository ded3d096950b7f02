import Engine
import PaymentCore
import SQLiteStore
import Sandbox
import TestWorld
import TimeTravel

/// What happens to the world.
extension ServerWorld {
    /// One thing happens, and a stretch of what follows from it.
    func step() {
        switch script.number(in: 1...1_000) {
        case 1...560: send()
        case 561...650: look()
        case 651...700:
            tell("a checkpoint")
            server?.checkpoint()
        case 701...760: setClock(by: Int64(script.pick([1, 1_000, 60_000, 1_800_000])))
        case 761...785: setClock(by: Int64(script.pick([6 * 3_600_000, 2 * 86_400_000, 8 * 86_400_000])))
        case 786...800:
            count("the clock goes back")
            setClock(by: -Int64(script.pick([1, 1_000, 60_000, 3_600_000])))
        case 801...830: travel()
        case 831...850:
            count("a deaf shop")
            receiver.isUp.toggle()
        case 851...865: restart("a kill", power: false)
        case 866...880: restart("a power cut", power: true)
        case 881...885:
            stop()
            scheduler.after(script.number(in: 5...500)) { self.start() }
        case 886...930: spoilDisk()
        case 931...935:
            count("a full disk")
            disk.faults.capacity = disk.used + script.number(in: 0...40_000)
        case 936...945: disk.faults.capacity = Int.max
        default: scheduler.run(until: scheduler.now + script.number(in: 1...2_500))
        }
        noticeDeath()
        switch script.number(in: 1...10) {
        case 1...3: break
        case 4...8: scheduler.run(steps: script.number(in: 1...120))
        default: scheduler.run(until: scheduler.now + script.number(in: 1...200))
        }
        noticeDeath()
    }

    private func noticeDeath() {
        if disk.life.isOver, server != nil { restart("a death in a write", power: script.chance(60)) }
    }

    private func spoilDisk() {
        switch script.number(in: 1...10) {
        case 1...4:
            disk.faults.diesAfter = script.number(in: 0...40)
            tell("a death is near")
        case 5, 6:
            count("a failed write")
            disk.faults.failingWrites = script.number(in: 1...3)
        case 7, 8:
            count("a failed synchronisation")
            disk.faults.failingSyncs = script.number(in: 1...2)
        default:
            count("a failed read")
            disk.faults.failingReads = script.number(in: 1...3)
        }
    }

    /// The other merchant's clock moves on.
    private func travel() {
        guard let server else { return }
        count("a journey")
        let way = Interval(milliseconds: script.pick([1_000, 60_000, 3_600_000, 2 * 86_400_000, 8 * 86_400_000]))
        let waits = script.chance(30)
        let merchant = Shop.otherMerchant
        server.run { [self] in
            let begin = server.engine.clocks.now(of: merchant)
            let stepsBack = wall.stepsBack
            guard let journey = try? await server.machine.move(merchant, .advance(way), waitsForWebhooks: waits) else {
                return
            }
            if !server.hasEnded, journey.reading.now < begin + way, wall.stepsBack == stepsBack {
                witness.complain("a journey ended before its time")
            }
        }
    }
}

// MARK: Rest

extension ServerWorld {
    /// All trouble ends, and time passes until nothing more will happen by itself; then everything must have come to its
    /// end, and the disk must say the same after a stop and a power cut.
    func settle() {
        disk.faults = SimulatedDisk.Faults()
        receiver.isUp = true
        receiver.isCalm = true
        calmNetwork()
        noticeDeath()
        // Every attempt of every shop is over by then.
        scheduler.run(until: scheduler.now + 30_000)
        if isWaiting { witness.complain("a request was never answered") }
        do throws(StoreError) {
            try passTime()
            if witness.complaint == nil { try checkRest() }
        } catch {
            witness.complain("at rest: \(error)")
        }
    }

    private func passTime() throws(StoreError) {
        for _ in 0..<3_000 {
            guard witness.complaint == nil, let due = try nextDue() else { return }
            setClock(by: max(0, due.milliseconds - wall.now.milliseconds))
            var looks = 0
            var next: Instant? = due
            while next == due, looks < 40 {
                scheduler.run(until: scheduler.now + 100)
                looks += 1
                next = try nextDue()
            }
            if looks == 40 { return witness.complain("what is due does not happen") }
        }
        witness.complain("what happens by itself never ends")
    }

    /// By the machine's clock.
    private func nextDue() throws(StoreError) -> Instant? {
        guard let server else {
            witness.complain("there is no server")
            return nil
        }
        var next: Instant?
        for merchant in [Shop.merchant, Shop.otherMerchant] {
            let clock = server.engine.clocks.clock(of: merchant)
            // Whoever is on a journey arrives by itself.
            if clock.isTravelling { return wall.now }
            let now = clock.now(at: wall.now)
            let ahead = now.milliseconds - wall.now.milliseconds
            // What waits behind another webhook of its payment is due with that one.
            let waiting = try server.reader.deliveries(of: merchant, dueBy: now, after: nil, limit: 1).first?.due
            let later = try server.reader.nextDelivery(of: merchant, after: now)
            for due in [try server.reader.nextDeadline(of: merchant), waiting ?? later] {
                guard let due else { continue }
                let real = Instant(milliseconds: due.milliseconds - ahead)
                next = min(next ?? real, real)
            }
        }
        return next
    }

    private func checkRest() throws(StoreError) {
        guard let server else { return }
        for (id, steps) in witness.histories.sorted(by: { $0.key < $1.key }) {
            guard let books = steps.last?.books else { continue }
            let now = server.engine.clocks.now(of: workload.owner(of: id).merchant)
            if let wrong = books.unfinished(at: Int(now.milliseconds)) { witness.complain("payment \(id): \(wrong)") }
        }
        witness.complain(witness.untold())
        try witness.compare(with: server.reader, payments)
        stop()
        if witness.complaint == nil { try checkDisk() }
    }

    /// After a stop the power may go: everything is there, and the engine's own audit finds nothing.
    private func checkDisk() throws(StoreError) {
        disk.cutPower()
        disk.beginLife()
        SimulatedFiles.forgetShared()
        let store = try SQLiteStore(directory: directory, checkpointsBeside: false)
        try witness.compare(with: try SQLiteReader(directory: directory, lanes: 1), payments)
        var audit = Audit(of: try SQLiteAudit(directory: directory), outbox: Endpoints(Receiver.endpoint))
        try audit.run()
        if let finding = audit.report.findings.first { witness.complain("the engine's own audit: \(finding)") }
        try store.close()
    }
}
