import Ledger
import Mustache
import PaymentCore

/// Where a payment's money stands, as one bar: drawn by the server, told in words beside it.
struct PaymentBar {
    private struct Part {
        let name: String
        let money: Money
        let kind: String
    }

    private let parts: [Part]
    private let total: Int64

    init(_ payment: Payment) {
        let kept = payment.refundable
        let known: [(String, Money, String)] = [
            ("Captured", kept, "captured"), ("Refund pending", payment.pendingRefunds, "refunding"),
            ("Refunded", payment.refunded, "refunded"), ("Capture pending", payment.pendingCaptures, "capturing"),
            ("Held", payment.capturable, "held"), ("Release pending", payment.pendingReleases, "releasing"),
            ("Released", payment.released, "released"),
        ]
        var parts = known.filter { !$0.1.isZero }.map { Part(name: $0.0, money: $0.1, kind: $0.2) }
        let requested = payment.birth.requested
        if requested > payment.authorized {
            let name = payment.state.ending == nil && payment.state.authorizedAt == nil ? "Asked for" : "Not authorized"
            parts.append(Part(name: name, money: requested - payment.authorized, kind: "asked"))
        }
        self.parts = parts
        total = max(requested.minorUnits, payment.authorized.minorUnits, 1)
    }

    var html: String {
        var rectangles: [Model] = []
        var at: Int64 = 0
        for part in parts {
            // Nothing that is there is too thin to be seen.
            let width = max(part.money.minorUnits / ((total + 999) / 1000), 6)
            rectangles.append(["x": String(at), "width": String(max(min(width, 1000 - at), 0)), "kind": part.kind])
            at += width
        }
        let words = parts.map { "\($0.name) \(Show.money($0.money))" }.joined(separator: ", ")
        let legend = parts.map { part -> Model in
            [
                "kind": part.kind, "name": part.name, "amount": Show.amount(part.money),
                "currency": part.money.currency.code,
            ]
        }
        return Self.template.render(["rectangles": rectangles, "words": words, "legend": legend] as Model)
    }

    private static let template = MustacheTemplate.ours(
        """
        <svg class="bar" viewBox="0 0 1000 36" preserveAspectRatio="none" role="img" aria-label="{{words}}">
          <defs><pattern id="stripes" width="12" height="12" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="12" class="stripe"/></pattern></defs>
          {{#rectangles}}<rect x="{{x}}" y="0" width="{{width}}" height="36" class="part {{kind}}"/>{{/rectangles}}
          {{#rectangles}}<rect x="{{x}}" y="0" width="{{width}}" height="36" class="over {{kind}}"/>{{/rectangles}}
        </svg>
        <ul class="legend">{{#legend}}
          <li><span class="swatch {{kind}}" aria-hidden="true"></span>{{name}}
            <span class="amount">{{amount}}</span> <span class="currency">{{currency}}</span></li>{{/legend}}
        </ul>
        """)
}
