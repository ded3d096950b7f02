import Logging
import PaymentCore

/// Turns deadlines that came due into work for the inbox, for each merchant in order of due time by its own clock.
struct Pulse: Sendable {
    let reader: any PaymentReader
    let inbox: Inbox
    let time: any TimeSource
    let clocks: Clocks
    let agenda: Agenda
    let duties: any Duties
    let logger: Logger

    /// Deadlines of one merchant taken at one look; more where the last of them waits for a frozen clock.
    private static let limit = 256

    /// Runs until its task is canceled or the inbox closes.
    func run() async {
        while !Task.isCancelled, !plan() { await rest() }
        var rounds = Rounds(duties)
        while !Task.isCancelled {
            if rounds.isDue {
                _ = plan()
                await settleOrphans()
                // In case a message was missed.
                if rounds.count.isMultiple(of: 20) { await lookForChanges() }
                rounds.end()
            } else if !duties.isShared {
                // What this node itself has left: there are no others to look after.
                await settleOrphans()
            }
            var due: [Deadline] = []
            var isBehind = false
            for merchant in agenda.takeDue(at: time.now()) {
                do {
                    due += try look(at: merchant)
                } catch {
                    logger.error("cannot read deadlines; trying again", metadata: ["error": "\(error)"])
                    agenda.addAtOnce(merchant, byKeeper: true)
                    isBehind = true
                }
            }
            if await !fire(due) { isBehind = true }
            if isBehind { await rest() } else { await agenda.sleep(at: time.now()) }
        }
    }

    /// What every merchant has waiting, from before this start or of other nodes. False when it cannot be read now.
    private func plan() -> Bool {
        do {
            for (merchant, due) in try reader.nextDeadlines() { agenda.add(due, of: merchant, at: time.now()) }
            return true
        } catch {
            logger.error("cannot read deadlines; trying again", metadata: ["error": "\(error)"])
            return false
        }
    }

    private func lookForChanges() async {
        for merchant in (try? clocks.changedElsewhere()) ?? [] { _ = await inbox.submit(.look(merchant)) }
    }

    /// Clocks that travel without anybody go on: their node has ended, or the end of their journey could not be written.
    private func settleOrphans() async {
        for (merchant, clock) in clocks.takeOrphans(duties) {
            _ = await inbox.submit(.clock(merchant, clock))
            duties.end(.journey(merchant))
        }
    }

    private func look(at merchant: MerchantID) throws(StoreError) -> [Deadline] {
        let clock = clocks.clock(of: merchant)
        let now = clock.now(at: time.now())
        let horizon = clock.isFrozen ? now + MerchantClock.moment : now
        var limit = Self.limit
        var found = try duties.takeDeadlines(of: merchant, dueBy: horizon, limit: limit, from: reader)
        // Those that wait for a frozen clock to move are not in the way of what follows at once behind them.
        while found.count == limit, let last = found.last, last.due > now {
            limit *= 2
            found = try duties.takeDeadlines(of: merchant, dueBy: horizon, limit: limit, from: reader)
        }
        let due = found.filter { $0.due <= now || $0.kind.followsAtOnce }
        // One that waits on a frozen clock is looked at again when the clock moves, or when another one comes.
        let isAll = found.count < limit
        if !isAll { agenda.addAtOnce(merchant, byKeeper: true) }
        let next = isAll ? try reader.nextDeadline(of: merchant, after: horizon) : nil
        if let next { agenda.add(next, of: merchant, at: time.now()) }
        return due
    }

    /// False when the engine could not take them all now.
    private func fire(_ due: [Deadline]) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            for deadline in due {
                // Immediate, so that they queue in their order: each runs up to its place in the inbox before the next.
                group.addImmediateTask {
                    switch await inbox.submit(.deadline(deadline)) {
                    case .reply(.unavailable):
                        agenda.add(deadline.due, of: deadline.merchant, at: time.now())
                        return false
                    case .reply(.decided(.refused(.notDue), _)):
                        // Time went back under it, or it has gone: whether it is due again, another look shows.
                        agenda.add(deadline.due, of: deadline.merchant, at: time.now())
                        return true
                    case .reply, .decidedBefore, .written, .arrived, .conflict, .data: return true
                    }
                }
            }
            return await group.reduce(true) { $0 && $1 }
        }
    }

    private func rest() async { try? await time.sleep(for: .milliseconds(Agenda.pause.milliseconds)) }
}

extension Deadline.Kind {
    /// What the issuer and the terms do within moments does not wait for a frozen clock.
    fileprivate var followsAtOnce: Bool {
        switch self {
        case .answer, .captureAutomatically: true
        case .dispatch, .releaseRemainder, .lapse, .expire, .abandon, .warnOfLapse, .settle: false
        }
    }
}
