/// A rate of value added tax. Unit: hundredths of a percent, so 2 500 is 25 %. Range: 0 ... `VATRate.limit`.
package struct VATRate: Hashable, Sendable {
    package let hundredths: Int64

    /// Small enough that a rate times the largest amount fits `Int64`.
    package static let limit: Int64 = 5_000

    /// Nil when out of range.
    package init?(hundredths: Int64) {
        guard (0...Self.limit).contains(hundredths) else { return nil }
        self.hundredths = hundredths
    }

    package static let zero = VATRate(unchecked: 0)

    private init(unchecked hundredths: Int64) { self.hundredths = hundredths }

    package var isZero: Bool { hundredths == 0 }

    /// The tax that `gross` holds, rounded half away from zero. Signed minor units.
    package func included(in gross: Int64) -> Int64 { (gross * hundredths).dividedRounding(by: 10_000 + hundredths) }

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

extension Int64 {
    /// Divided by a positive number and rounded half away from zero.
    func dividedRounding(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        guard remainder.magnitude >= divisor.magnitude - remainder.magnitude else { return quotient }
        return quotient + (self < 0 ? -1 : 1)
    }
}
