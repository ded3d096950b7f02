import DialectKit
import HTTPTypes
import Hummingbird
import Ledger
import PaymentCore

/// `GET /ledger/trial-balance`: the merchant's accounts, by currency; each currency adds up to zero.
struct LedgerRoutes {
    let holdfast: Holdfast
    let service: any PaymentService

    func trialBalance(_ request: ReceivedRequest) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(request)
        let desk = Desk(holdfast: holdfast, service: service)
        let balances = try desk.reading { () throws(Unavailable) in try service.trialBalance(of: grant.merchant) }
        var json = JSONWriter()
        json.object { json in
            json.array("accounts") { array in
                for balance in balances {
                    array.object {
                        $0.string("account", balance.account.word)
                        $0.string("currency", balance.currency.code)
                        $0.int("balance", balance.amount)
                    }
                }
            }
            json.array("sums") { array in
                for (currency, sum) in Self.sums(balances) {
                    array.object {
                        $0.string("currency", currency.code)
                        $0.int("sum", sum)
                    }
                }
            }
        }
        return Answer.ok(json)
    }

    private static func sums(_ balances: [AccountBalance]) -> [(Currency, Int64)] {
        Dictionary(grouping: balances, by: \.currency)
            .map { ($0, Int64(clamping: $1.reduce(0) { $0 + Int128($1.amount) })) }
            .sorted { $0.0.code < $1.0.code }
    }
}
