import Engine
import Ledger
import Mustache
import PaymentCore

/// What was captured and refunded on each of the last days, drawn by hand; as a table too.
struct VolumeChart {
    private let volumes: [Int64: DayVolume]
    private let currency: Currency
    private let lastDay: Int64

    private static let dayLength: Int64 = 86_400_000
    private static let (width, room) = (Int64(900), Int64(240))

    init(_ volumes: [DayVolume], _ currency: Currency, until now: Instant) {
        self.volumes = Dictionary(
            volumes.map { ($0.day.milliseconds / Self.dayLength, $0) }, uniquingKeysWith: { first, _ in first })
        self.currency = currency
        lastDay = now.milliseconds / Self.dayLength
    }

    var html: String {
        let days = BooksPage.days
        let top = volumes.values.map(\.captured).max() ?? 0
        let bottom = volumes.values.map(\.refunded).max() ?? 0
        // Minor units for each step, the same above the line and below it.
        let unit = max(Int64((Int128(top) + Int128(bottom) + Int128(Self.room) - 1) / Int128(Self.room)), 1)
        let base = max(top / unit, 1)
        let slot = Self.width / days
        var bars: [Model] = []
        var table: [Model] = []
        for place in 0..<days {
            let day = lastDay - (days - 1 - place)
            let at = Instant(milliseconds: day * Self.dayLength)
            let volume = volumes[day]
            let x = place * slot + 4
            let captured = Self.height(volume?.captured, unit)
            let refunded = Self.height(volume?.refunded, unit)
            let words =
                "\(Show.day(at)): captured \(text(volume?.captured)), refunded \(text(volume?.refunded))"
            bars.append([
                "x": String(x), "width": String(slot - 8), "words": words, "captured": String(captured),
                "y": String(base - captured), "refunded": String(refunded), "base": String(base + 1),
            ])
            if let volume {
                table.append([
                    "day": Show.day(at), "captured": Show.signed(volume.captured, currency),
                    "refunded": Show.signed(volume.refunded, currency),
                ])
            }
        }
        let first = Instant(milliseconds: (lastDay - days + 1) * Self.dayLength)
        let model: Model = [
            "bars": bars, "table": table, "top": Show.signed(top, currency), "code": currency.code,
            "first": Show.day(first), "last": Show.day(Instant(milliseconds: lastDay * Self.dayLength)),
            "height": String(Self.room + 40), "base": String(base), "label": String(Self.room + 32),
        ]
        return Self.template.render(model)
    }

    /// Nothing that is there is too low to be seen.
    private static func height(_ minorUnits: Int64?, _ unit: Int64) -> Int64 {
        guard let minorUnits, minorUnits > 0 else { return 0 }
        return max(minorUnits / unit, 2)
    }

    private func text(_ minorUnits: Int64?) -> String {
        minorUnits.map { "\(currency.code) \(Show.signed($0, currency))" } ?? "nothing"
    }

    private static let template = MustacheTemplate.ours(
        """
        <figure class="chart">
        <svg viewBox="0 0 900 {{height}}" role="img" aria-labelledby="chart-title">
          <title id="chart-title">Captured and refunded in {{code}} on each of the last 30 days; the table below has the figures</title>
          <line x1="0" x2="900" y1="1" y2="1" class="grid"/>
          <line x1="0" x2="900" y1="{{base}}" y2="{{base}}" class="axis"/>
          {{#bars}}<g class="day"><title>{{words}}</title><rect x="{{x}}" y="0" width="{{width}}" height="240" class="hit"/>
          <rect x="{{x}}" y="{{y}}" width="{{width}}" height="{{captured}}" rx="2" class="part captured"/>
          <rect x="{{x}}" y="{{base}}" width="{{width}}" height="{{refunded}}" rx="2" class="part refunded"/></g>{{/bars}}
          <text x="0" y="16" class="tick">{{top}}</text>
          <text x="0" y="{{label}}" class="tick">{{first}}</text>
          <text x="900" y="{{label}}" class="tick end">{{last}}</text>
        </svg>
        <figcaption><ul class="legend"><li><span class="swatch captured" aria-hidden="true"></span>Captured</li>
          <li><span class="swatch refunded" aria-hidden="true"></span>Refunded</li></ul></figcaption>
        </figure>
        <details data-key="figures"><summary>The figures</summary><div class="rows"><table class="list plain"><thead><tr><th scope="col">Day</th>
          <th scope="col" class="number">Captured</th><th scope="col" class="number">Refunded</th></tr></thead>
          <tbody>{{#table}}<tr><th scope="row">{{day}}</th><td class="number amount">{{captured}}</td><td class="number amount">{{refunded}}</td></tr>{{/table}}</tbody></table></div></details>
        """)
}
