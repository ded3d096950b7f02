import Ledger
package import PaymentCore

/// A card of the simulated payer: its scheme, for how long the scheme guarantees a reservation, and what its bank will
/// answer. Source: the seed `001_7ea09a288ba2e1a7.txt`, "For how long is a payment reserved?".
package struct PayerCard: Sendable {
    /// How the payer endpoint and the app's page name it.
    package let name: String
    /// What the page says about it.
    package let words: String
    let scheme: Scheme
    var behaviour = Behaviour.pays

    /// What the bank does with it in the end.
    enum Behaviour: Sendable {
        case pays
        /// Once the reservation is released, the account goes below zero.
        case overdraws
        case refusesAfterRelease(FailureReason)
        /// A day after the payment was created.
        case unusableNextDay(FailureReason)
        case declines(FailureReason)
        case failsCaptures(FailureReason)
        case failsRefunds(FailureReason)
    }

    package enum Scheme: String, Sendable {
        case visa
        case electron = "visa electron"
        case mastercard
        case bankaxept

        /// "VISA reservations are valid for 7 days (but only 5 for Visa Electron)", "MasterCard … 30 days": the seed.
        var guaranteed: Interval {
            switch self {
            case .visa, .bankaxept: .days(7)
            case .electron: .days(5)
            case .mastercard: .days(30)
            }
        }

        /// As eCom's `paymentInstrument`. Source: wire/vipps.md §4.2.
        package var instrument: String {
            switch self {
            case .visa, .electron: "Visa"
            case .mastercard: "Mastercard"
            case .bankaxept: "BankAxept"
            }
        }

        /// The first six digits. 429198 is what the test host shows. Source: wire/vipps.md §2.5.
        package var identificationNumber: String {
            switch self {
            case .visa, .electron: "429198"
            case .mastercard: "545454"
            case .bankaxept: "957800"
            }
        }
    }

    /// The first one is what the payer takes who names none.
    package static let all = [
        PayerCard(name: "visa", words: "Visa: reserved for 7 days", scheme: .visa),
        PayerCard(name: "mastercard", words: "Mastercard: reserved for 30 days", scheme: .mastercard),
        PayerCard(name: "visa-electron", words: "Visa Electron: reserved for 5 days", scheme: .electron),
        PayerCard(
            name: "bankaxept", words: "BankAxept: 7 days, then the bank refuses", scheme: .bankaxept,
            behaviour: .refusesAfterRelease(.declined)),
        PayerCard(
            name: "overdrawn", words: "Visa that is overdrawn by a capture after 7 days", scheme: .visa,
            behaviour: .overdraws),
        PayerCard(
            name: "empty", words: "Visa without funds for a capture after 7 days", scheme: .visa,
            behaviour: .refusesAfterRelease(.insufficientFunds)),
        PayerCard(
            name: "expiring", words: "Visa that expires tomorrow", scheme: .visa,
            behaviour: .unusableNextDay(.cardExpired)),
        PayerCard(
            name: "blocked", words: "Visa that is blocked tomorrow", scheme: .visa,
            behaviour: .unusableNextDay(.cardBlocked)),
        PayerCard(
            name: "declined", words: "Visa that the bank declines", scheme: .visa, behaviour: .declines(.declined)),
        PayerCard(
            name: "failing", words: "Visa of which no capture comes through", scheme: .visa,
            behaviour: .failsCaptures(.technical)),
        PayerCard(
            name: "no-refunds", words: "Visa that takes no refund", scheme: .visa, behaviour: .failsRefunds(.declined)),
    ]

    /// Nil when no card is called that. A wallet, or a card of no name, is the first.
    package static func named(_ name: String) -> PayerCard? {
        let name = name.lowercased()
        return ["wallet", "card"].contains(name) ? all.first : all.first { $0.name == name }
    }

    /// The card a payment was paid with. Nil before.
    package static func scheme(of payment: Payment) -> Scheme? {
        payment.state.instrument.flatMap { Scheme(rawValue: $0.scheme) }
    }

    /// As the payer's bank will answer for a payment of `amount`, created at `birth`.
    func instrument(for amount: Money, createdAt birth: Instant) -> Instrument {
        var script = IssuerScript()
        script.declinesAuthorization = TestAmount.decline(of: amount)
        switch behaviour {
        case .pays: break
        case .overdraws: script.afterLapse = .overdraws
        case .refusesAfterRelease(let reason): script.afterLapse = .refuses(reason)
        case .unusableNextDay(let reason): script.unusable = .init(from: birth + .days(1), reason: reason)
        case .declines(let reason): script.declinesAuthorization = reason
        case .failsCaptures(let reason): script.failsCapture = reason
        case .failsRefunds(let reason): script.failsRefund = reason
        }
        return Instrument(kind: "card", scheme: scheme.rawValue, script: script)
    }
}
