/// A rate of value added tax. Unit: hundredths of a percent, so 2 500 is 25 %. Range: 0 ... `VATRate.limit`.
package struct VATRate: Hashable, Sendable {
    package let hundredths: Int64

    package static let limit: Int64 = 5_000

    /// Nil when out of range.
    package init?(hundredths: Int64) {
        guard (0...Self.limit).contains(hundredths) else { return nil }
        self.hundredths = hundredths
    }

    package static let zero = VATRate(unchecked: 0)

    private init(unchecked hundredths: Int64) { self.hundredths = hundredths }

    package var isZero: Bool { hundredths == 0 }

    /// The tax that `gross` holds, rounded half away from zero. Signed minor units. Of any number: a sum of many lines may be
    /// more than an amount, and the product with the rate more than `Int64`.
    package func included(in gross: Int64) -> Int64 {
        // Less than the gross, as the limit is less than the whole.
        Int64((Int128(gross) * Int128(hundredths)).dividedRounding(by: Int128(10_000 + hundredths)))
    }

    /// `25`, `25.5`, `0`.
    package var percent: String {
        let (whole, part) = hundredths.quotientAndRemainder(dividingBy: 100)
        guard part != 0 else { return String(whole) }
        return part % 10 == 0 ? "\(whole).\(part / 10)" : "\(whole).\(part < 10 ? "0" : "")\(part)"
    }
}

extension VATRate: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.hundredths < right.hundredths }
}

extension Int128 {
    /// Divided by a positive number and rounded half away from zero.
    fileprivate func dividedRounding(by divisor: Int128) -> Int128 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        guard remainder.magnitude >= divisor.magnitude - remainder.magnitude else { return quotient }
        return quotient + (self < 0 ? -1 : 1)
    }
}
