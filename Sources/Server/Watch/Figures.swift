import Telemetry

/// Every figure that `/metrics` has. `deploy/` draws and alerts by these names, and a test holds the two together.
enum Figures {
    static let all = requests + engine + store + webhooks + process

    static let requests = [
        Figure("holdfast_http_requests_total", .counter, "Requests answered, by dialect and class of status."),
        Figure(
            "holdfast_http_request_duration_seconds", Figure.seconds,
            "From a request's head to its answer, by dialect; what a fault of the sandbox delays included."),
        Figure("holdfast_http_requests_in_flight", .gauge, "Requests that are being answered."),
    ]

    static let engine = [
        Figure("holdfast_inbox_depth", .gauge, "Commands that wait for the writer."),
        Figure("holdfast_inbox_capacity", .gauge, "Commands that may wait; more are turned away."),
        Figure(
            "holdfast_unavailable_total", .counter,
            "Commands that were turned away undecided: overloaded, store_down or closing."),
        Figure("holdfast_batch_size", Figure.sizes, "Items that were decided together."),
        Figure("holdfast_batch_duration_seconds", Figure.seconds, "From taking a batch to its end on the disk."),
        Figure(
            "holdfast_commit_duration_seconds", Figure.seconds,
            "The part of a batch after its last decision: writing, and waiting for the disk."),
        Figure("holdfast_batches_total", .counter, "Batches, by outcome: written, not_written, unknown."),
        Figure(
            "holdfast_decisions_total", .counter,
            "Decisions by command and outcome: accepted, refused, replayed, or broken where a rule of ours was."),
        Figure(
            "holdfast_refusals_total", .counter, "Refused commands, by reason; repeats of a refusal are not counted."),
        Figure("holdfast_answers_kept_total", .counter, "Malformed requests whose answer was kept under their key."),
        Figure("holdfast_timers_fired_total", .counter, "Deadlines that happened."),
        Figure("holdfast_quarantined_total", .counter, "Payments that were set aside because a rule of ours broke."),
    ]

    static let store = [
        Figure(
            "holdfast_timers_due", .gauge, "Deadlines that are due and have not happened yet; counted up to 10 000."),
        Figure("holdfast_timers_lag_seconds", .gauge, "How long the oldest of them has been due."),
        Figure("holdfast_outbox_lag_seconds", .gauge, "How long the oldest webhook that waits has been due."),
        Figure("holdfast_store_reachable", .gauge, "1 when these figures of the store could be read just now."),
        Figure("holdfast_store_bytes", .gauge, "Size of the database's files, by part: database, log."),
        Figure("holdfast_disk_free_bytes", .gauge, "Space that is left where the data lies."),
    ]

    static let webhooks = [
        Figure(
            "holdfast_webhook_attempts_total", .counter,
            "Attempts by outcome: delivered, failed (it will be tried again), given_up, nothing (there was nothing to send)."
        ),
        Figure(
            "holdfast_webhook_duration_seconds", Figure.seconds, "How long an endpoint took, its failures included."),
    ]

    static let process = [
        Figure("holdfast_build_info", .gauge, "1; the labels say what runs."),
        Figure("holdfast_uptime_seconds", .gauge, "Since the server was made."),
        Figure("holdfast_spans_dropped_total", .counter, "Spans that found no room, or no collector."),
        Figure("process_resident_memory_bytes", .gauge, "Memory that is in use."),
        Figure("process_cpu_seconds_total", .counter, "Time on processors, of user and system."),
        Figure("process_open_fds", .gauge, "Open files and sockets."),
        Figure("process_max_fds", .gauge, "Files and sockets that may be open."),
        Figure("process_start_time_seconds", .gauge, "When the process began, in seconds since 1970."),
    ]
}
