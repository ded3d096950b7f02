import Foundation

/// Random numbers that a printed seed repeats (SplitMix64, Steele et al. 2014).
struct SeededBytes: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// So many seeds from 1 on, or from the one that `HOLDFAST_FIRST_SEED` names.
    static func seeds(_ count: UInt64) -> [UInt64] {
        let first = ProcessInfo.processInfo.environment["HOLDFAST_FIRST_SEED"].flatMap { UInt64($0) } ?? 1
        return Array(first..<first + count)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// `count` bytes, drawn from `alphabet` when one is given.
    mutating func bytes(_ count: Int, from alphabet: [UInt8] = Array(0...255)) -> [UInt8] {
        (0..<count).map { _ in alphabet[Int.random(in: alphabet.indices, using: &self)] }
    }

    /// `document` with up to four bytes changed.
    mutating func damaged(_ document: [UInt8]) -> [UInt8] {
        var bytes = document
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            bytes[Int.random(in: bytes.indices, using: &self)] = .random(in: 0...255, using: &self)
        }
        return bytes
    }
}
