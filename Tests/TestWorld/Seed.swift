import Foundation

/// Random numbers that a printed seed repeats (SplitMix64, Steele et al. 2014).
package struct Seed: RandomNumberGenerator, Hashable, Sendable {
    package let number: UInt64
    private var state: UInt64

    package init(_ number: UInt64) {
        self.number = number
        state = number &* 0xD1B5_4A32_D192_ED03
    }

    /// So many seeds from 1 on, or from the one that `HOLDFAST_FIRST_SEED` names; or the one that `HOLDFAST_SEED` names, to
    /// run a failure again.
    package static func panel(_ count: UInt64) -> [Seed] {
        let environment = ProcessInfo.processInfo.environment
        if let only = environment["HOLDFAST_SEED"].flatMap({ UInt64($0) }) { return [Seed(only)] }
        let first = environment["HOLDFAST_FIRST_SEED"].flatMap { UInt64($0) } ?? 1
        return (first..<first + count).map { Seed($0) }
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    package mutating func number<Number: FixedWidthInteger>(in range: ClosedRange<Number>) -> Number {
        .random(in: range, using: &self)
    }

    package mutating func pick<Value>(_ values: [Value]) -> Value { values[number(in: 0...values.count - 1)] }

    /// True in `percent` of a hundred cases.
    package mutating func chance(_ percent: Int) -> Bool { number(in: 1...100) <= percent }

    package mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in number(in: 0...255) } }
}

extension Seed: CustomStringConvertible {
    package var description: String { "seed \(number) (again with HOLDFAST_SEED=\(number))" }
}
