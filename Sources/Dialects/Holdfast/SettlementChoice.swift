import DialectKit
import Ledger

/// `"settlement": {"fee": "1.80%", "currency": "EUR", "rates": {"USD": "0.9215"}}` of the sandbox's settings. It replaces
/// what was chosen before.
enum SettlementChoice {
    static func read(_ body: Body) throws(Problem) -> SettlementRate {
        guard let json = body.json("settlement") else { return SettlementRate() }
        guard let members = json.object.map({ Body($0) }) else {
            throw .malformed("settlement is an object: {\"fee\": \"1.80%\"}", field: "settlement")
        }
        for name in members.members.names where !["fee", "currency", "rates"].contains(name) {
            throw .malformed("There is no member \"\(name)\" in settlement", field: "settlement.\(name)")
        }
        var rate = SettlementRate()
        if members.has("fee") { rate.fee = try fee(members.text("fee")) }
        if members.has("currency") {
            rate.currency = try currency(members.text("currency") ?? "", field: "settlement.currency")
        }
        if let rates = members.json("rates") { try read(rates, into: &rate) }
        return rate
    }

    static func write(_ rate: SettlementRate, to json: inout JSONObjectWriter) {
        json.object("settlement") { json in
            if let fee = rate.fee { json.string("fee", fee.text + "%") } else { json.null("fee") }
            if let currency = rate.currency { json.string("currency", currency.code) } else { json.null("currency") }
            json.object("rates") {
                for (currency, rate) in rate.rates.sorted(by: { $0.key.code < $1.key.code }) {
                    $0.string(currency.code, rate.text)
                }
            }
        }
    }

    private static func fee(_ text: String?) throws(Problem) -> ExactDecimal {
        guard let text, text.hasSuffix("%"), let fee = ExactDecimal(String(text.dropLast())), fee.times(1) <= 100,
            fee.times(100_000_000) <= 10_000_000_000
        else {
            throw .malformed("The fee is a percentage from 0% to 100%, such as 1.80%", field: "settlement.fee")
        }
        return fee
    }

    private static func currency(_ code: String, field: String) throws(Problem) -> Currency {
        guard let currency = Currency(code: code) else {
            throw .malformed("The currency is an ISO 4217 code such as EUR", field: field)
        }
        return currency
    }

    private static func read(_ json: JSON, into rate: inout SettlementRate) throws(Problem) {
        guard let members = json.object, members.count <= 50 else {
            throw .malformed("rates is an object: {\"USD\": \"0.9215\"}", field: "settlement.rates")
        }
        guard members.count == 0 || rate.currency != nil else {
            throw .malformed("Rates need a currency to lead to", field: "settlement.currency")
        }
        for code in members.names {
            let field = "settlement.rates.\(code)"
            guard let text = members[code]?.string, let decimal = ExactDecimal(text), decimal.digits > 0 else {
                throw .malformed("A rate is a decimal above 0 such as 0.9215", field: field)
            }
            rate.rates[try currency(code, field: field)] = decimal
        }
    }
}
