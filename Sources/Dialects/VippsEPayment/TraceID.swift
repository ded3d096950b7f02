import DialectKit

/// Names a request in the form of W3C's `traceparent`. Source: wire/vipps.md §2.11.
///
/// With an idempotency key it follows from the request, so that a repeat is answered with the same bytes.
struct TraceID {
    let text: String

    static func fresh() -> TraceID {
        TraceID(hi: .random(in: 0...UInt64.max), lo: .random(in: 0...UInt64.max))
    }

    init(hi: UInt64, lo: UInt64) {
        text = "00-\(Hex.spell(hi: hi, lo: lo))-\(Hex.spell(hi: hi ^ lo, lo: 0).prefix(16))-01"
    }
}
