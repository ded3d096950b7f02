package import Engine
package import Ledger
package import PaymentCore

/// The shop that the engine's and the stores' tests sell at: fixed names, and commands in short.
package enum Shop {
    package static let merchant = MerchantID(high: 1, low: 1)
    package static let account = AccountID(high: 2, low: 1)
    package static let otherMerchant = MerchantID(high: 1, low: 2)
    package static let otherAccount = AccountID(high: 2, low: 2)
    package static let wire = WireName("holdfast")
    /// 2026-01-05T08:00:00Z.
    package static let opening = Instant(milliseconds: 1_767_600_000_000)

    /// In the order of their numbers.
    package static func payment(_ number: Int) -> PaymentID { PaymentID(high: UInt64(number), low: 0xFACE) }
    package static func operation(_ number: Int) -> OperationID { OperationID(high: UInt64(number), low: 0xC0DE) }
    package static func digest(_ byte: UInt8) -> ClaimDigest { ClaimDigest([UInt8](repeating: byte, count: 16)) }
}

// MARK: Commands

extension Shop {
    package static func create(
        _ amount: Money = .nok(500_00), account: AccountID = account, merchant: MerchantID = merchant,
        rail: Rail = .simulated, terms: Terms = Terms(), details: Details = .none
    ) -> Command {
        .create(
            Command.Creation(
                merchant: merchant, account: account, wire: wire, requested: amount, rail: rail, terms: terms,
                details: details))
    }

    package static func approve(terms: Terms = Terms(), script: IssuerScript = IssuerScript()) -> Command {
        .authorize(nil, Approval(instrument: Instrument(kind: "card", scheme: "visa", script: script), terms: terms))
    }

    package static func capture(
        _ amount: Money?, final: Bool = false, id: OperationID? = nil, details: Details = .none
    ) -> Command {
        .capture(id, Command.CaptureRequest(amount: amount, final: final), details)
    }

    package static func refund(_ amount: Money?) -> Command { .refund(nil, amount, .none) }

    /// Replaces the details that event number `sequence` brought.
    package static func amend(_ text: String, over sequence: Int = 1) -> Command {
        .amend(details(text), over: sequence)
    }

    package static func details(_ text: String) -> Details { Details(Array(text.utf8)) }
}

// MARK: Keys

extension Shop {
    /// A key of the account, for a request that `body` stands for.
    package static func key(
        _ value: String, body: String = "body", account: AccountID = account, retention: Interval? = .hours(24),
        keepsRefusals: Bool = true, keepsFailures: Bool = true
    ) -> IdempotencyKey {
        IdempotencyKey(
            claim: Claim(account: account, namespace: "idempotency", value: value), fingerprint: Array(body.utf8),
            retention: retention, keepsRefusals: keepsRefusals, keepsFailures: keepsFailures)
    }

    package static func reference(_ value: String, account: AccountID = account) -> Claim {
        Claim(account: account, namespace: "reference", value: value)
    }
}

/// Notifies the same endpoints of every event.
package struct Endpoints: Outbox {
    private let names: [String]

    package init(_ names: String...) { self.names = names }

    package func endpoints(for event: Event, of payment: Payment) -> [String] { names }
}
