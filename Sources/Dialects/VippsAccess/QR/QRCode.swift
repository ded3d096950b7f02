/// A QR code of a text: byte mode, error correction M, versions 1 to 10. Source: ISO/IEC 18004.
struct QRCode {
    /// Modules on a side.
    let size: Int
    private var dark: [Bool]
    /// Patterns that carry no data, and that the mask leaves alone.
    private var isFixed: [Bool]

    func isDark(_ x: Int, _ y: Int) -> Bool { dark[y * size + x] }

    /// Nil when the text is longer than 213 bytes.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard let version = QRVersion.all.first(where: { bytes.count <= $0.byteCapacity }) else { return nil }
        size = version.number * 4 + 17
        dark = Array(repeating: false, count: size * size)
        isFixed = dark
        drawPatterns(version)
        draw(version.codewords(of: bytes))
        mask()
    }

    private mutating func fix(_ x: Int, _ y: Int, _ isDark: Bool) {
        guard (0..<size).contains(x), (0..<size).contains(y) else { return }
        dark[y * size + x] = isDark
        isFixed[y * size + x] = true
    }

    // MARK: What carries no data

    private mutating func drawPatterns(_ version: QRVersion) {
        for place in 0..<size {
            fix(6, place, place % 2 == 0)
            fix(place, 6, place % 2 == 0)
        }
        for (x, y) in [(3, 3), (size - 4, 3), (3, size - 4)] {
            drawSquares(x, y, reach: 4) { $0 != 2 && $0 != 4 }
        }
        let centres = version.alignment
        for x in centres {
            for y in centres where !isFinder(x, y, centres) { drawSquares(x, y, reach: 2) { $0 != 1 } }
        }
        drawFormat()
        if version.number >= 7 { drawVersion(version.number) }
    }

    private func isFinder(_ x: Int, _ y: Int, _ centres: [Int]) -> Bool {
        let (first, last) = (centres.first, centres.last)
        return (x == first && y == first) || (x == first && y == last) || (x == last && y == first)
    }

    /// Nested squares round a centre, dark or light by their distance from it.
    private mutating func drawSquares(_ x: Int, _ y: Int, reach: Int, _ isDark: (Int) -> Bool) {
        for dy in -reach...reach {
            for dx in -reach...reach { fix(x + dx, y + dy, isDark(max(abs(dx), abs(dy)))) }
        }
    }

    /// Error correction M and mask 0, twice.
    private mutating func drawFormat() {
        let bits = Self.checked(0, degree: 10, by: 0x537) ^ 0x5412
        func bit(_ place: Int) -> Bool { bits >> place & 1 == 1 }
        for place in 0...5 { fix(8, place, bit(place)) }
        fix(8, 7, bit(6))
        fix(8, 8, bit(7))
        fix(7, 8, bit(8))
        for place in 9..<15 { fix(14 - place, 8, bit(place)) }
        for place in 0..<8 { fix(size - 1 - place, 8, bit(place)) }
        for place in 8..<15 { fix(8, size - 15 + place, bit(place)) }
        fix(8, size - 8, true)
    }

    private mutating func drawVersion(_ number: Int) {
        let bits = Self.checked(number, degree: 12, by: 0x1F25)
        for place in 0..<18 {
            let (a, b) = (size - 11 + place % 3, place / 3)
            fix(a, b, bits >> place & 1 == 1)
            fix(b, a, bits >> place & 1 == 1)
        }
    }

    /// `data` with its check bits behind it.
    private static func checked(_ data: Int, degree: Int, by generator: Int) -> Int {
        var rest = data
        for _ in 0..<degree { rest = rest << 1 ^ (rest >> (degree - 1)) * generator }
        return data << degree | rest
    }

    // MARK: What does

    /// Two columns at a time from the right, up and down by turns.
    private mutating func draw(_ codewords: [UInt8]) {
        var place = 0
        var right = size - 1
        while right >= 1 {
            if right == 6 { right = 5 }
            let isUpward = (right + 1) & 2 == 0
            for step in 0..<size {
                let y = isUpward ? size - 1 - step : step
                for x in [right, right - 1] where !isFixed[y * size + x] && place < codewords.count * 8 {
                    dark[y * size + x] = codewords[place / 8] >> UInt8(7 - place % 8) & 1 == 1
                    place += 1
                }
            }
            right -= 2
        }
    }

    /// Mask 0, whatever the text: readers take any.
    private mutating func mask() {
        for y in 0..<size {
            for x in 0..<size where !isFixed[y * size + x] && (x + y) % 2 == 0 { dark[y * size + x].toggle() }
        }
    }
}
