import Ledger
import PaymentCore
import TestWorld

/// Chooses what the shops ask for, from a seed.
struct Workload {
    /// One thing a shop wants, under a key; sent again it is the same wish.
    struct Wish {
        let number: Int
        let payment: PaymentID
        let command: Command
        let key: String?
        let body: String
        let isForeign: Bool
    }

    private(set) var agreements: [PaymentID: Books.Agreement] = [:]
    private var wishes: [Wish] = []
    /// Whether every second payment is another merchant's.
    private let hasTwoMerchants: Bool

    init(hasTwoMerchants: Bool = false) { self.hasTwoMerchants = hasTwoMerchants }

    static let retention = Interval.hours(24)
    /// A payment asks for this many of its units; small units find what is off by one.
    static let requestedUnits = 100

    mutating func next(_ seed: inout Seed, payments: Int) -> Wish {
        if let old = again(&seed) { return old }
        let number = wishes.count + 1
        let id = Shop.payment(seed.number(in: 1...payments))
        let wish: Wish
        if agreements[id] == nil {
            agreements[id] = Self.agreement(&seed)
            wish = Wish(
                number: number, payment: id, command: creation(of: id), key: "create \(number)", body: "create",
                isForeign: false)
        } else {
            let command = Self.command(&seed, unit: agreements[id]?.unit ?? 100)
            let isForeign = seed.chance(3)
            // Another account's key may be spelled alike.
            let spelling = isForeign ? number - 1 : number
            wish = Wish(
                number: number, payment: id, command: command, key: seed.chance(80) ? "key \(spelling)" : nil,
                body: "\(id) \(number)", isForeign: isForeign)
        }
        wishes.append(wish)
        return wish
    }

    /// A retry of something asked before; now and then the key comes back with another wish.
    private func again(_ seed: inout Seed) -> Wish? {
        guard !wishes.isEmpty, seed.chance(20) else { return nil }
        let old = seed.pick(wishes)
        guard old.key != nil, seed.chance(15) else { return old }
        return Wish(
            number: old.number, payment: old.payment, command: old.command, key: old.key, body: old.body + " other",
            isForeign: old.isForeign)
    }

    private static func command(_ seed: inout Seed, unit: Int) -> Command {
        let amount = Money.nok(Int64(seed.number(in: 1...60) * unit))
        switch seed.number(in: 1...100) {
        case 1...22:
            return .authorize(nil, Approval(instrument: Instrument(kind: "card"), terms: Terms()))
        case 23...60: return .capture(nil, .init(amount: seed.chance(10) ? nil : amount), .none)
        case 61...80: return .refund(nil, seed.chance(10) ? nil : amount, .none)
        case 81...86: return .void(nil, .rest, .none)
        case 87...92: return .void(nil, .part(amount), .none)
        case 93...95: return .void(nil, .all, .none)
        case 96, 97: return .decline(.declined)
        case 98: return .withdraw
        default: return .abandon
        }
    }

    private static func agreement(_ seed: inout Seed) -> Books.Agreement {
        var agreement = Books.Agreement()
        agreement.unit = seed.chance(30) ? 1 : 100
        agreement.once = seed.chance(25)
        agreement.keepsRemainder = !agreement.once
        agreement.windowMilliseconds = seed.chance(85) ? seed.pick([3_600_000, 7 * 86_400_000, 30 * 86_400_000]) : nil
        agreement.voidsAtEnd = seed.chance(80)
        agreement.openMilliseconds = seed.chance(80) ? 30 * 60_000 : nil
        agreement.pendingCaptures = seed.chance(50)
        agreement.pendingRefunds = seed.chance(50)
        agreement.equalRefundsApart = agreement.pendingRefunds && seed.chance(50) ? 3_600_000 : nil
        agreement.automaticAfter = seed.chance(20) ? seed.pick([0, 1_800_000, 2 * 86_400_000]) : nil
        agreement.lapsesAfter = seed.chance(30) ? 3 * 86_400_000 : nil
        agreement.refusesAfterLapse = agreement.lapsesAfter != nil && seed.chance(50)
        agreement.failsCapture = seed.chance(8)
        return agreement
    }

    private func creation(of id: PaymentID) -> Command {
        let owner = owner(of: id)
        let requested = Money.nok(Int64(Self.requestedUnits * (agreements[id]?.unit ?? 100)))
        return Shop.create(requested, account: owner.account, merchant: owner.merchant, terms: terms(of: id))
    }

    /// Whose payment it is.
    func owner(of id: PaymentID) -> (merchant: MerchantID, account: AccountID) {
        hasTwoMerchants && id.high % 2 == 0
            ? (Shop.otherMerchant, Shop.otherAccount) : (Shop.merchant, Shop.account)
    }

    /// On whose behalf something is asked for.
    func asker(of wish: Wish) -> (merchant: MerchantID, account: AccountID) {
        let owner = owner(of: wish.payment)
        guard wish.isForeign else { return owner }
        guard hasTwoMerchants else { return (Shop.merchant, Shop.otherAccount) }
        return owner.merchant == Shop.merchant
            ? (Shop.otherMerchant, Shop.otherAccount) : (Shop.merchant, Shop.account)
    }

    /// The wish with one attempt's own operation; the payer's bank and terms are those of the payment.
    func command(for wish: Wish, naming operation: OperationID) -> Command {
        switch wish.command {
        case .authorize:
            let instrument = Instrument(kind: "card", script: script(of: wish.payment))
            return .authorize(operation, Approval(instrument: instrument, terms: terms(of: wish.payment)))
        case .capture(_, let request, let details): return .capture(operation, request, details)
        case .void(_, let amount, let details): return .void(operation, amount, details)
        case .refund(_, let amount, let details): return .refund(operation, amount, details)
        default: return wish.command
        }
    }

    /// The agreement, as terms the engine understands.
    func terms(of id: PaymentID) -> Terms {
        guard let agreement = agreements[id] else { return Terms() }
        func interval(_ milliseconds: Int?) -> Interval? { milliseconds.map { Interval(milliseconds: Int64($0)) } }
        var terms = Terms()
        terms.capturesAllowed = agreement.once ? .one : .many
        terms.remainder = agreement.keepsRemainder ? .keeps : .releases
        terms.captureWindow = interval(agreement.windowMilliseconds)
        terms.deadline = agreement.voidsAtEnd ? .voids : .refuses
        terms.openFor = interval(agreement.openMilliseconds)
        terms.declineEnds = true
        terms.captureTakes = agreement.pendingCaptures ? .zero : nil
        terms.refundTakes = agreement.pendingRefunds ? .hours(26) : nil
        terms.equalRefundsApart = interval(agreement.equalRefundsApart)
        terms.capture = agreement.automaticAfter.map { .automatic(after: Interval(milliseconds: Int64($0))) } ?? .manual
        terms.holdGuaranteed = interval(agreement.lapsesAfter)
        return terms
    }

    /// What the payer's bank will answer, by the agreement.
    func script(of id: PaymentID) -> IssuerScript {
        var script = IssuerScript()
        guard let agreement = agreements[id] else { return script }
        if agreement.failsCapture { script.failsCapture = .declined }
        if agreement.refusesAfterLapse { script.afterLapse = .refuses(.insufficientFunds) }
        return script
    }
}
