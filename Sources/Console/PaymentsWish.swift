import DialectKit
import Engine
import Ledger
import PaymentCore

/// Which payments the query asks for. What it does not understand it says, and leaves out.
struct PaymentsWish {
    var filter = PaymentFilter()
    private(set) var search: String?
    private(set) var after: BirthPlace?
    private(set) var mistake: String?
    private let values: [String: String]

    private static let names = ["q", "dialect", "state", "currency", "min", "max", "from", "to"]
    /// Of the merchant's own texts as much as any name may have, and of others what they need.
    private static let textLimit = 200

    init(_ visit: Visit, wires: [WireName]) {
        var values: [String: String] = [:]
        for name in Self.names {
            if let text = visit.query(name), text.utf8.count <= Self.textLimit { values[name] = text }
        }
        self.values = values
        search = values["q"]
        filter.wire = values["dialect"].flatMap { text in wires.first { $0.text == text } }
        filter.phase = values["state"].flatMap { Payment.Phase(word: $0) }
        after = visit.query("after").flatMap(Self.place)
        readAmounts()
        filter.since = instant("from")
        // The day is included.
        filter.before = instant("to").map { $0 + .days(1) }
    }

    private mutating func readAmounts() {
        if let code = values["currency"] {
            filter.currency = Currency(code: code.uppercased())
            if filter.currency == nil { mistake = "There is no currency \(code)." }
        }
        guard values["min"] != nil || values["max"] != nil else { return }
        guard let currency = filter.currency else {
            mistake = mistake ?? "Say the currency beside the amounts."
            return
        }
        let least = values["min"].map { Written.amount($0, in: currency) }
        let most = values["max"].map { Written.amount($0, in: currency) }
        if case .some(.none) = least { mistake = "The amount to begin with is none in \(currency.code)." }
        if case .some(.none) = most { mistake = "The amount to end with is none in \(currency.code)." }
        let (from, to) = ((least ?? nil)?.minorUnits ?? 0, (most ?? nil)?.minorUnits ?? Money.limit)
        if from > to { mistake = "The amounts are the wrong way round." } else { filter.amount = from...to }
    }

    private mutating func instant(_ name: String) -> Instant? {
        guard let text = values[name] else { return nil }
        guard let instant = Written.instant(text) else {
            mistake = "Write a day as 2026-01-31."
            return nil
        }
        return instant
    }

    var isEmpty: Bool { values.isEmpty && after == nil }
    var isLaterPage: Bool { after != nil }

    /// The same wish, from another place on.
    func path(after place: BirthPlace?) -> String {
        var pairs = Self.names.compactMap { name in values[name].map { "\(name)=\(Self.encoded($0))" } }
        if let place { pairs.append("after=\(place.at.milliseconds)-\(PaymentPath.spell(place.payment))") }
        return "/console/payments" + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
    }

    func model(_ dialects: DialectDirectory) -> Model {
        var model: Model = [:]
        for (name, value) in values { model[name] = value }
        model["wires"] = dialects.all.map { dialect -> Model in
            ["value": dialect.wire.text, "title": dialect.title, "isChosen": filter.wire == dialect.wire]
        }
        model["phases"] = Payment.Phase.allCases.map { phase -> Model in
            ["value": phase.word, "title": Words.phase(phase), "isChosen": filter.phase == phase]
        }
        model["isFiltered"] = !values.isEmpty
        model["isWide"] = ["currency", "min", "max", "from", "to"].contains { values[$0] != nil }
        if let mistake { model["mistake"] = mistake }
        return model
    }

    private static func place(_ text: String) -> BirthPlace? {
        let parts = text.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, let at = Int64(parts[0]), let payment = PaymentPath.read(parts[1]) else { return nil }
        return BirthPlace(at: Instant(milliseconds: at), payment: payment)
    }

    private static func encoded(_ text: String) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~".utf8)
        return text.utf8.map { byte in
            if plain.contains(byte) { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.utf8.count == 1 ? "0" + digits : digits)
        }.joined()
    }
}
