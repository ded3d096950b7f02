import Logging
import PaymentCore

/// Turns deadlines that came due into work for the inbox, in order of due time.
package struct Pulse: Sendable {
    private let reader: any PaymentReader
    private let inbox: Inbox
    private let time: any TimeSource
    private let wake: Wake
    private let logger: Logger

    /// How long it sleeps at most between two looks.
    static let interval = Interval(milliseconds: 500)
    /// Deadlines taken at one look.
    private static let limit = 256

    init(reader: any PaymentReader, inbox: Inbox, time: any TimeSource, wake: Wake, logger: Logger) {
        self.reader = reader
        self.inbox = inbox
        self.time = time
        self.wake = wake
        self.logger = logger
    }

    /// Runs until its task is canceled or the inbox closes.
    func run() async {
        while !Task.isCancelled {
            do {
                let due = try reader.deadlines(dueBy: time.now(), limit: Self.limit)
                if due.isEmpty {
                    await sleep(until: try reader.nextDeadline())
                } else if await !fire(due) {
                    await sleep(until: nil)
                }
            } catch {
                logger.error("cannot read deadlines; trying again", metadata: ["error": "\(error)"])
                await sleep(until: nil)
            }
        }
    }

    /// False when the engine could not take them all now.
    private func fire(_ due: [Deadline]) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            for deadline in due {
                // Immediate, so that they queue in their order: each runs up to its place in the inbox before the next.
                group.addImmediateTask {
                    if case .reply(.unavailable) = await inbox.submit(.deadline(deadline)) { false } else { true }
                }
            }
            return await group.reduce(true) { $0 && $1 }
        }
    }

    private func sleep(until next: Instant?) async {
        let now = time.now()
        let end = min(next ?? now + Self.interval, now + Self.interval)
        await wake.sleep(atMost: .milliseconds(max(end.milliseconds - now.milliseconds, 1)))
    }
}
