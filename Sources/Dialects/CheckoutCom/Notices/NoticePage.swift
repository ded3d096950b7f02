import DialectKit
import PaymentCore

/// A page of what happened, newest first: how much there is of it, and the page's own, which alone is kept.
struct NoticePage {
    let skip: Int
    let limit: Int
    private let from: Instant?
    private let to: Instant?
    private(set) var count = 0
    private(set) var notices: [Notice] = []

    init(_ query: Members) throws(Problem) {
        limit = Int(try query.int("limit", else: "limit_invalid") ?? 10)
        skip = Int(try query.int("skip", else: "skip_invalid") ?? 0)
        guard (1...100).contains(limit) else { throw .invalid("limit_invalid") }
        guard (0...100_000).contains(skip) else { throw .invalid("skip_invalid") }
        from = try Self.instant("from", query)
        to = try Self.instant("to", query)
    }

    /// What happened between the two instants that the query names, those included.
    mutating func add(_ found: [Notice]) {
        for notice in found {
            if let from, notice.event.at < from { continue }
            if let to, notice.event.at > to { continue }
            if (skip..<skip + limit).contains(count) { notices.append(notice) }
            count += 1
        }
    }

    /// A `+` that nobody encoded is a space in a query.
    private static func instant(_ name: String, _ query: Members) throws(Problem) -> Instant? {
        guard let text = try query.text(name, else: "\(name)_invalid") else { return nil }
        let spelled = String(text.map { $0 == " " ? "+" : $0 })
        guard let instant = InstantSpelling.read(spelled) else { throw .invalid("\(name)_invalid") }
        return Instant(milliseconds: instant)
    }
}
