import PaymentCore

/// What one payment's books must say, kept by whole minor units and words of its own: nothing here calls the core's
/// rules. Begins empty and takes what the engine says happened.
struct Books {
    let requested: Int
    let terms: Agreement
    let bornAt: Int
    var authorizedAt: Int?
    var endedAt: Int?
    var authorized = 0
    var captured = 0
    var released = 0
    var refunded = 0
    /// Reserved by pending captures and refunds, by operation.
    var capturing: [OperationID: Int] = [:]
    var refunding: [OperationID: (amount: Int, at: Int)] = [:]
    var captures = 0
    var lapsesAt: Int?
    var hasAutomaticCapture = false

    /// What shop and bank agreed, as the workload chose it. Times in milliseconds.
    struct Agreement {
        /// The smallest amount that is asked for. Unit: minor units.
        var unit = 100
        var once = false
        var keepsRemainder = true
        var windowMilliseconds: Int?
        var voidsAtEnd = true
        var openMilliseconds: Int?
        var pendingCaptures = false
        var pendingRefunds = false
        var equalRefundsApart: Int?
        var automaticAfter: Int?
        /// What a capture meets after this long: nil never.
        var lapsesAfter: Int?
        var refusesAfterLapse = false
        var failsCapture = false
    }

    var reserved: Int { capturing.values.reduce(0, +) }
    var refundReserved: Int { refunding.values.reduce(0) { $0 + $1.amount } }
    var capturable: Int { authorized - captured - released - reserved }
    var refundable: Int { captured - refunded - refundReserved }
    var isOpen: Bool { authorizedAt == nil && endedAt == nil }
    var isClosed: Bool { authorizedAt != nil && authorized == captured + released }
    var windowEnd: Int? { authorizedAt.flatMap { start in terms.windowMilliseconds.map { start + $0 } } }

    /// Everything that must hold whatever happened (I1, I2).
    func check() -> String? {
        if captured < 0 || released < 0 || refunded < 0 { return "an amount is below zero" }
        if captured + reserved + released > authorized { return "more is claimed than was authorized" }
        if refunded + refundReserved > captured { return "more is refunded than was captured" }
        return nil
    }
}

extension Books {
    func agrees(with payment: Payment) -> Bool {
        (authorized, captured, released, refunded)
            == (
                Int(payment.state.authorized), Int(payment.state.captured), Int(payment.state.released),
                Int(payment.state.refunded)
            )
    }

    /// What should have happened by itself and has not.
    func unfinished(at now: Int) -> String? {
        if !capturing.isEmpty || !refunding.isEmpty { return "an operation hangs" }
        if !terms.keepsRemainder, captures > 0, capturable > 0 { return "what a capture left over was never released" }
        if isOpen, let open = terms.openMilliseconds, bornAt + open <= now { return "was never given up" }
        if let end = windowEnd, end <= now, terms.voidsAtEnd, capturable > 0 { return "its hold never expired" }
        return nil
    }
}
