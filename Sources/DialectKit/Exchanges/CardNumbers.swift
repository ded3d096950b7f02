/// Finds card numbers in any text: 13 to 19 digits that begin with 2 to 6 and pass the check of Luhn (ISO/IEC 7812-1),
/// also with blanks, hyphens or `+` between their groups.
enum CardNumbers {
    static func isSeparator(_ byte: UInt8) -> Bool { byte == .space || byte == .minus || byte == .plus }

    /// Writes `*` over the digits of every card number.
    static func mask(_ bytes: inout [UInt8]) {
        var run = Run()
        var index = 0
        while index < bytes.count {
            guard bytes[index].isDigit else {
                index += 1
                continue
            }
            run.removeAll()
            index = run.read(bytes, from: index)
            guard run.positions.count >= 13 else { continue }
            for position in run.cardPositions(in: bytes) { bytes[position] = UInt8(ascii: "*") }
        }
    }

    /// Digits that stand together, in groups.
    private struct Run {
        var positions: [Int] = []
        /// Where a group begins, counted in digits.
        var groups: [Int] = []

        mutating func removeAll() {
            positions.removeAll(keepingCapacity: true)
            groups.removeAll(keepingCapacity: true)
        }

        /// Reads on until no digit follows, and returns where that is.
        mutating func read(_ bytes: [UInt8], from start: Int) -> Int {
            var index = start
            groups.append(0)
            while index < bytes.count {
                if bytes[index].isDigit {
                    positions.append(index)
                    index += 1
                    continue
                }
                let gap = Self.isEscapedBlank(bytes, index) ? 3 : isSeparator(bytes[index]) ? 1 : 0
                guard gap > 0, index + gap < bytes.count, bytes[index + gap].isDigit else { break }
                groups.append(positions.count)
                index += gap
            }
            return index
        }

        /// A card number fills whole groups.
        func cardPositions(in bytes: [UInt8]) -> [Int] {
            var found: [Int] = []
            let ends = groups.dropFirst() + [positions.count]
            for (start, index) in zip(groups, ends.indices) {
                for end in ends[index...] {
                    guard end - start <= 19 else { break }
                    let card = positions[start..<end]
                    guard card.count >= 13 else { continue }
                    if CardNumbers.isCardNumber(card.lazy.map { Int(bytes[$0] - .zero) }) { found += card }
                }
            }
            return found
        }

        /// `%20`.
        private static func isEscapedBlank(_ bytes: [UInt8], _ index: Int) -> Bool {
            index + 2 < bytes.count && bytes[index] == .percent && bytes[index + 1] == UInt8(ascii: "2")
                && bytes[index + 2] == .zero
        }
    }

    private static func isCardNumber(_ digits: some BidirectionalCollection<Int>) -> Bool {
        guard let first = digits.first, (2...6).contains(first) else { return false }
        var sum = 0
        for (place, digit) in digits.reversed().enumerated() {
            let weighted = place.isMultiple(of: 2) ? digit : digit * 2
            sum += weighted > 9 ? weighted - 9 : weighted
        }
        return sum.isMultiple(of: 10)
    }
}
