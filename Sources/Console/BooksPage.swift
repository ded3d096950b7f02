import DialectKit
import Engine
import Hummingbird
import Ledger
import Mustache
import NIOPosix
import PaymentCore

/// The merchant's books: the trial balance, each account, and what was captured and refunded day by day.
struct BooksPage: Sendable {
    let console: Console
    private let shelf = BookShelf()

    init(console: Console) { self.console = console }

    static let days: Int64 = 30

    func mount(on router: Router<DialectContext>) {
        console.get(router, "books") { visit throws(Trouble) in try await show(visit) }
    }

    private func show(_ visit: Visit) async throws(Trouble) -> Response {
        let merchant = try visit.merchant()
        let now = console.parts.service.now(of: merchant)
        let books = try await read(merchant, now)
        let currencies = Self.currencies(books)
        var model: Model = ["asOf": Show.instant(books.asOf)]
        if currencies.isEmpty { model["isEmpty"] = true }
        let chosen = visit.query("currency").flatMap { Currency(code: $0) }.flatMap {
            currencies.contains($0) ? $0 : nil
        }
        model["currencies"] = currencies.map { currency in
            Self.balance(of: currency, books.balances)
        }
        if let currency = chosen ?? currencies.first {
            let volumes = books.volumes.filter { $0.currency == currency }
            model["chart"] = VolumeChart(volumes, currency, until: now).html
            model["chosen"] = currency.code
            model["others"] = currencies.filter { $0 != currency }.map(\.code)
        }
        let page = Page(title: "Books", place: .books, body: Self.template.render(model), live: "/console/live")
        return console.render(page, for: visit)
    }

    /// Both walk through every payment: on a thread of their own, and not again within moments.
    private func read(_ merchant: MerchantID, _ now: Instant) async throws(Trouble) -> BookShelf.Books {
        if let known = shelf.recent(merchant) { return known }
        let reader = console.parts.books
        let midnight = now.milliseconds / 86_400_000 * 86_400_000
        let since = Instant(milliseconds: midnight - (Self.days - 1) * 86_400_000)
        do {
            return try await NIOThreadPool.singleton.runIfActive {
                try shelf.keep(merchant) {
                    BookShelf.Books(
                        balances: try reader.trialBalance(of: merchant),
                        volumes: try reader.volumes(of: merchant, since: since), asOf: now)
                }
            }
        } catch {
            throw .unavailable
        }
    }

    /// Those with the most captured first.
    private static func currencies(_ books: BookShelf.Books) -> [Currency] {
        var sums: [Currency: Int128] = [:]
        for balance in books.balances { sums[balance.currency, default: 0] += 0 }
        for volume in books.volumes { sums[volume.currency, default: 0] += Int128(volume.captured) }
        return sums.sorted { ($1.value, $0.key.code) < ($0.value, $1.key.code) }.map(\.key)
    }

    private static func balance(of currency: Currency, _ balances: [AccountBalance]) -> Model {
        let own = balances.filter { $0.currency == currency }
        let debit = Int64(clamping: own.reduce(0) { $0 + Int128(max($1.amount, 0)) })
        let credit = Int64(clamping: own.reduce(0) { $0 + Int128(max(-$1.amount, 0)) })
        let rows = LedgerAccount.allCases.map { account -> Model in
            let amount = own.first { $0.account == account }?.amount ?? 0
            return [
                "account": Words.account(account), "meaning": meaning(account),
                "debit": amount > 0 ? Show.signed(amount, currency) : "",
                "credit": amount < 0 ? Show.signed(-amount, currency) : "",
            ]
        }
        var model: Model = [
            "code": currency.code, "accounts": rows, "debit": Show.signed(debit, currency),
            "credit": Show.signed(credit, currency),
        ]
        if debit == credit { model["balances"] = true }
        return model
    }

    private static func meaning(_ account: LedgerAccount) -> String {
        switch account {
        case .issuerHolds: "what issuers hold for us"
        case .merchantHolds: "what those holds promise the merchant"
        case .receivableFromIssuer: "captured, and owed to us by issuers"
        case .payableToMerchant: "captured, and owed by us to the merchant"
        case .settledToMerchant: "paid out to the merchant"
        }
    }

    private static let template = MustacheTemplate.ours(
        """
        <div class="head"><h1>Books</h1></div>
        {{#isEmpty}}<div class="empty card"><h2>The books are empty</h2><p>What is authorized, captured and refunded is written
          here, double entry: every account has its other side.</p></div>{{/isEmpty}}
        {{#chart}}
        <section class="card" id="volume" data-live-part aria-labelledby="volume-title">
          <div class="head"><h2 id="volume-title">Captured and refunded, by day</h2>
          <p class="muted">{{chosen}}{{#others}} · <a href="/console/books?currency={{.}}">{{.}}</a>{{/others}}</p></div>
          {{{chart}}}
        </section>
        {{/chart}}
        <div id="balance" data-live-part>{{#currencies}}
        <section class="card" aria-labelledby="balance-{{code}}">
          <div class="head"><h2 id="balance-{{code}}">Trial balance in {{code}}</h2>
          {{#balances}}<span class="chip good">balances</span>{{/balances}}{{^balances}}<span class="chip bad">does not balance</span>{{/balances}}</div>
          <div class="rows"><table class="list plain"><thead><tr><th scope="col">Account</th><th scope="col" class="number">Debit</th>
            <th scope="col" class="number">Credit</th></tr></thead>
          <tbody>{{#accounts}}<tr><th scope="row">{{account}}<span class="sub">{{meaning}}</span></th>
            <td class="number amount">{{debit}}</td><td class="number amount">{{credit}}</td></tr>{{/accounts}}</tbody>
          <tfoot><tr><th scope="row">Together</th><td class="number amount">{{debit}}</td><td class="number amount">{{credit}}</td></tr></tfoot>
          </table></div>
        </section>{{/currencies}}
        </div>
        <section class="card" aria-labelledby="journal-title"><h2 id="journal-title">The journal of a payment</h2>
          <p class="muted">Every event on a payment's page has the entries it wrote.</p>
          <form class="inline" method="get" action="/console/payments" role="search"><label for="journal-q">Reference or id</label>
            <input id="journal-q" name="q" type="search" required><button>Find</button></form></section>
        <p class="muted">As of {{asOf}} UTC by the merchant's clock.</p>
        """)
}
