import DialectKit
import HTTPTypes
import Hummingbird
import Ledger

/// `/v2/methods`: the ways to pay that a shop may offer, all of them enabled; the list is not in pages. Source: the types
/// of mollie-api-py 1.10 (`ListMethodsResponse`) for what is asked; wire/mollie.md §2 for amounts beyond the limits.
struct MethodRoutes {
    func mount(on routes: Routes) {
        routes.at("/v2/methods", of: "payments", .get(list))
        routes.at("/v2/methods/:method", of: "payments", .get(get))
    }

    /// Which of them suit a country, a wallet or a sequence nobody says, so that these choose nothing.
    private static let known: Set<String> = [
        "amount", "sequenceType", "locale", "resource", "billingCountry", "includeWallets", "orderLineCategories",
        "include",
    ]

    @Sendable func list(_ call: Call) async throws(Problem) -> Answer {
        let query = Parameters(call.query, in: "query")
        try query.mustBeKnown(Self.known)
        let amount = try Self.asked { () throws(Problem) in
            _ = try PaymentRequest.locale(query)
            return try query.amount("amount")
        }
        let methods = Method.all.filter { $0.takes(amount) }
        var json = JSONWriter()
        json.object { json in
            json.object("_embedded") { json in
                json.array("methods") { array in
                    for method in methods { array.object { MethodBody(method, call.links).write(to: &$0) } }
                }
            }
            json.int("count", methods.count)
            json.object("_links") {
                $0.link("documentation", "https://docs.mollie.com/reference/list-methods", Links.html)
                $0.link("self", call.links.marked(call.links.methods), Links.hal)
            }
        }
        return Answer(status: .ok, body: json.bytes)
    }

    @Sendable func get(_ call: Call) async throws(Problem) -> Answer {
        let query = Parameters(call.query, in: "query")
        try query.mustBeKnown(["locale", "currency", "sequenceType", "include"])
        _ = try Self.asked { () throws(Problem) in try PaymentRequest.locale(query) }
        let name = call.name("method")
        guard let method = Method.named(name) else { throw .noEntity(name) }
        var json = JSONWriter()
        json.object { MethodBody(method, call.links, isListItem: false).write(to: &$0) }
        return Answer(status: .ok, body: json.bytes)
    }

    /// What is 422 in a body is 400 in the query of a GET. Source: wire/mollie.md §2 and §9.
    private static func asked<Value>(_ read: () throws(Problem) -> Value) throws(Problem) -> Value {
        do { return try read() } catch { throw .badRequest(error.detail, field: error.field) }
    }
}

extension Method {
    /// Nil stands for any amount.
    fileprivate func takes(_ amount: Money?) -> Bool {
        guard let amount else { return true }
        guard takes(amount.currency) else { return false }
        guard amount.currency.code == "EUR", let maximumEUR else { return true }
        return amount.minorUnits <= maximumEUR
    }
}
