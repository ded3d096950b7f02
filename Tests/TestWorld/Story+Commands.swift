package import Ledger
package import PaymentCore

/// Beginnings.
extension Story {
    /// A payment that waits for its payer.
    package convenience init(requested: Money, _ terms: Terms = Terms(), rail: Rail = .simulated) throws {
        self.init(unborn: requested.currency)
        try tell(.create(requested, terms, rail: rail))
    }

    /// A payment whose payer said yes and whose issuer agreed.
    package convenience init(
        authorized: Money, _ terms: Terms = Terms(), script: IssuerScript = IssuerScript(), rail: Rail = .simulated
    ) throws {
        try self.init(requested: authorized, terms, rail: rail)
        let authorization = try authorize(script)
        if rail == .connector { try resolve(authorization, .succeeded) }
    }
}

/// What happens to it, in the order of a payment's life.
extension Story {
    /// The payer says yes, on the terms of the payment's birth unless others are given.
    @discardableResult
    package func authorize(_ script: IssuerScript = IssuerScript(), _ terms: Terms? = nil) throws -> Acceptance {
        try tell(.authorize(script, terms ?? payment.state.terms))
    }

    /// The dialect keeps something else with the payment from now on.
    @discardableResult
    package func amend(_ details: Details) throws -> Acceptance {
        try tell(.amend(details, over: payment.state.detailsSequence))
    }

    @discardableResult
    package func capture(_ amount: Money? = nil, final: Bool = false) throws -> Acceptance {
        try tell(.capture(amount, final: final))
    }

    @discardableResult
    package func void(_ amount: Command.VoidAmount = .all) throws -> Acceptance { try tell(.void(amount)) }

    @discardableResult
    package func refund(_ amount: Money? = nil) throws -> Acceptance { try tell(.refund(amount)) }

    @discardableResult
    package func reverse() throws -> Acceptance { try tell(.reverse()) }

    @discardableResult
    package func increment(_ amount: Money) throws -> Acceptance { try tell(.increment(amount)) }

    /// The answer to the operation that `acceptance` began.
    @discardableResult
    package func resolve(_ acceptance: Acceptance, _ outcome: Command.Outcome?) throws -> Acceptance {
        guard let operation = acceptance.operation else { preconditionFailure("nothing was begun") }
        return try tell(.resolve(operation.id, outcome))
    }
}

/// Time.
extension Story {
    /// Time goes by and nothing happens by itself.
    package func wait(_ interval: Interval) { now = now + interval }

    /// Time goes by and each deadline fires on its instant, in order. Returns what fired.
    ///
    /// Throws the refusal of a deadline that stands and is refused, and gives up when they do not come to an end.
    @discardableResult
    package func letPass(_ interval: Interval) throws -> [Deadline.Kind] {
        let end = now + interval
        var fired: [Deadline.Kind] = []
        while let next = payment.deadlines.min(), next.due <= end {
            guard fired.count < 1_000 else { throw InvariantBroken("deadlines", "\(next.kind) fires without end") }
            now = max(now, next.due)
            try tell(next.command)
            fired.append(next.kind)
        }
        now = end
        return fired
    }
}

/// Commands as a test writes them; operations are left to the core to name.
extension Command {
    package static func create(_ requested: Money, _ terms: Terms = Terms(), rail: Rail = .simulated) -> Command {
        .create(
            Creation(
                merchant: MerchantID(high: 1, low: 1), account: AccountID(high: 1, low: 2), wire: WireName("holdfast"),
                requested: requested, rail: rail, terms: terms))
    }

    package static func authorize(_ script: IssuerScript = IssuerScript(), _ terms: Terms = Terms()) -> Command {
        let instrument = Instrument(kind: "card", scheme: "visa", script: script)
        return .authorize(nil, Approval(instrument: instrument, terms: terms))
    }

    package static func capture(_ amount: Money?, final: Bool = false) -> Command {
        .capture(nil, CaptureRequest(amount: amount, final: final), .none)
    }

    package static func void(_ amount: VoidAmount) -> Command { .void(nil, amount, .none) }
    package static func refund(_ amount: Money?) -> Command { .refund(nil, amount, .none) }
    package static func reverse() -> Command { .reverse(nil, .none) }
    package static func increment(_ amount: Money) -> Command { .increment(nil, amount, .none) }
}

extension Terms {
    /// `Terms { $0.capturesAllowed = .one }`
    package init(_ agree: (inout Terms) -> Void) {
        self.init()
        agree(&self)
    }
}

extension IssuerScript {
    /// `IssuerScript { $0.failsCapture = .technical }`
    package init(_ write: (inout IssuerScript) -> Void) {
        self.init()
        write(&self)
    }
}
