import Engine
import Metrics
import PaymentCore
import Telemetry
import Tracing

/// Counts what the engine does. Every series is made here, once: noting a batch allocates nothing.
final class EngineFigures: EngineWatch {
    private let batchSize: Recorder
    private let batchDuration, commitDuration: Timer
    private let batches: [Counter]
    /// By command, then by outcome.
    private let decisions: [[Counter]]
    private let refusals: [Counter]
    private let answersKept, timersFired, quarantined: Counter
    private let traces: EngineTraces?

    private enum Outcome: String, CaseIterable { case accepted, refused, replayed, broken }

    init(_ registry: MetricsRegistry, traces: EngineTraces?) {
        batchSize = Recorder(label: "holdfast_batch_size", factory: registry)
        batchDuration = Timer(label: "holdfast_batch_duration_seconds", factory: registry)
        commitDuration = Timer(label: "holdfast_commit_duration_seconds", factory: registry)
        batches = WatchedBatch.Outcome.allCases.map {
            Counter(label: "holdfast_batches_total", dimensions: [("outcome", $0.rawValue)], factory: registry)
        }
        decisions = CommandName.allCases.map { command in
            Outcome.allCases.map { outcome in
                Counter(
                    label: "holdfast_decisions_total",
                    dimensions: [("command", command.rawValue), ("outcome", outcome.rawValue)], factory: registry)
            }
        }
        refusals = RefusalName.allCases.map {
            Counter(label: "holdfast_refusals_total", dimensions: [("reason", $0.rawValue)], factory: registry)
        }
        answersKept = Counter(label: "holdfast_answers_kept_total", factory: registry)
        timersFired = Counter(label: "holdfast_timers_fired_total", factory: registry)
        quarantined = Counter(label: "holdfast_quarantined_total", factory: registry)
        self.traces = traces
    }

    func mark() -> TraceMark? { traces.flatMap { _ in EngineTraces.mark() } }

    func wrote(_ batch: WatchedBatch) {
        batchSize.record(batch.work.count)
        batchDuration.record(duration: batch.ended - batch.began)
        if let decided = batch.decided { commitDuration.record(duration: batch.ended - decided) }
        switch batch.outcome {
        case .written: batches[0].increment()
        case .notWritten: batches[1].increment()
        case .unknown: batches[2].increment()
        }
        for (work, reply) in zip(batch.work, batch.replies) { count(work, reply) }
        if let count = batch.commit?.quarantined.count, count > 0 { quarantined.increment(by: count) }
        traces?.wrote(batch)
    }

    private func count(_ work: Work, _ reply: WorkReply) {
        switch work {
        case .submission(let submission, _, _):
            switch submission.intent {
            case .decide(let command): count(CommandName(command), reply)
            case .keepAnswer: answersKept.increment()
            }
        case .deadline(let deadline):
            // One that was not due after all has not happened.
            if case .reply(.decided(.refused(.notDue), _)) = reply { return }
            count(CommandName(deadline.command), reply)
            if case .reply(.decided(.accepted, _)) = reply { timersFired.increment() }
        case .travel:
            if case .arrived(let arrival) = reply { timersFired.increment(by: arrival.fired) }
        case .erasure: count(.amend, reply)
        case .documents, .attempt, .deliver, .clock, .data, .look: break
        }
    }

    private func count(_ command: CommandName, _ reply: WorkReply) {
        let counters = decisions[command.place]
        switch reply {
        case .reply(.decided(.accepted, replayed: false)): counters[0].increment()
        case .reply(.decided(.refused(let refusal), replayed: false)):
            counters[1].increment()
            if let place = RefusalName.places[RefusalName(refusal)] { refusals[place].increment() }
        case .reply(.decided(_, replayed: true)), .reply(.answer(_, replayed: true)), .decidedBefore:
            counters[2].increment()
        case .reply(.broken): counters[3].increment()
        case .reply(.answer(_, replayed: false)), .reply(.unavailable), .written, .arrived, .conflict, .data: break
        }
    }
}

extension Timer {
    fileprivate func record(duration: Duration) {
        let (seconds, attoseconds) = duration.components
        recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
