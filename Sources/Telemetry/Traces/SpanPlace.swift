import DialectKit
package import Tracing

/// One span in one trace, as it is told to others.
package struct SpanPlace: Hashable, Sendable {
    package let traceHigh: UInt64
    package let traceLow: UInt64
    package let span: UInt64
    /// Whether it is kept; whoever began the trace decides that for all.
    package let isSampled: Bool

    package init(traceHigh: UInt64, traceLow: UInt64, span: UInt64, isSampled: Bool = true) {
        self.traceHigh = traceHigh
        self.traceLow = traceLow
        self.span = span
        self.isSampled = isSampled
    }

    /// As the header `traceparent` has it. Nil when it is not of its form.
    ///
    /// Source: https://www.w3.org/TR/trace-context/#traceparent-header; a later version than 00 may have more behind the
    /// flags, and is read as far as 00 goes.
    package init?(traceparent text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 55, [2, 35, 52].allSatisfy({ bytes[$0] == UInt8(ascii: "-") }),
            let version = Self.hex(bytes[0..<2]), version != 0xFF, version > 0 || bytes.count == 55,
            bytes.count == 55 || bytes[55] == UInt8(ascii: "-"),
            let high = Self.hex(bytes[3..<19]), let low = Self.hex(bytes[19..<35]), high | low != 0,
            let span = Self.hex(bytes[36..<52]), span != 0, let flags = Self.hex(bytes[53..<55])
        else { return nil }
        self.init(traceHigh: high, traceLow: low, span: span, isSampled: flags & 1 == 1)
    }

    package var traceparent: String { "00-\(traceText)-\(spanText)-\(isSampled ? "01" : "00")" }
    package var traceText: String { Self.text(traceHigh) + Self.text(traceLow) }
    package var spanText: String { Self.text(span) }

    /// Lower case alone, as the header demands.
    private static func hex(_ digits: ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return value
    }

    static func text(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension ServiceContext {
    private enum Key: ServiceContextKey {
        typealias Value = SpanPlace
        static let nameOverride: String? = "holdfast-span"
    }

    /// The span that whatever happens now is part of.
    package var spanPlace: SpanPlace? {
        get { self[Key.self] }
        set { self[Key.self] = newValue }
    }
}
