/// A size of QR code at error correction M, and how its bytes are laid out. Source: ISO/IEC 18004, tables 1, 9 and E.1.
struct QRVersion {
    let number: Int
    /// Bytes in all, with those that correct errors.
    let codewordCount: Int
    let blockCount: Int
    /// In each block.
    let correctionCount: Int
    /// Where alignment patterns have their centres, in both directions.
    let alignment: [Int]

    static let all = [
        QRVersion(number: 1, codewordCount: 26, blockCount: 1, correctionCount: 10, alignment: []),
        QRVersion(number: 2, codewordCount: 44, blockCount: 1, correctionCount: 16, alignment: [6, 18]),
        QRVersion(number: 3, codewordCount: 70, blockCount: 1, correctionCount: 26, alignment: [6, 22]),
        QRVersion(number: 4, codewordCount: 100, blockCount: 2, correctionCount: 18, alignment: [6, 26]),
        QRVersion(number: 5, codewordCount: 134, blockCount: 2, correctionCount: 24, alignment: [6, 30]),
        QRVersion(number: 6, codewordCount: 172, blockCount: 4, correctionCount: 16, alignment: [6, 34]),
        QRVersion(number: 7, codewordCount: 196, blockCount: 4, correctionCount: 18, alignment: [6, 22, 38]),
        QRVersion(number: 8, codewordCount: 242, blockCount: 4, correctionCount: 22, alignment: [6, 24, 42]),
        QRVersion(number: 9, codewordCount: 292, blockCount: 5, correctionCount: 22, alignment: [6, 26, 46]),
        QRVersion(number: 10, codewordCount: 346, blockCount: 5, correctionCount: 26, alignment: [6, 28, 50]),
    ]

    private var dataCount: Int { codewordCount - blockCount * correctionCount }
    private var lengthBytes: Int { number < 10 ? 1 : 2 }

    /// The longest text, beside four bits for the mode and the length.
    var byteCapacity: Int { dataCount - lengthBytes - 1 }

    /// The text's bytes with their length and padding, split into blocks, each with its correction, and interleaved.
    func codewords(of bytes: [UInt8]) -> [UInt8] {
        let data = padded(bytes)
        let shortCount = blockCount - codewordCount % blockCount
        let shortLength = codewordCount / blockCount - correctionCount
        var blocks: [ArraySlice<UInt8>] = []
        var start = 0
        for block in 0..<blockCount {
            let end = start + shortLength + (block < shortCount ? 0 : 1)
            blocks.append(data[start..<end])
            start = end
        }
        let corrections = blocks.map { ReedSolomon.correction(of: $0, count: correctionCount) }
        var words: [UInt8] = []
        for place in 0...shortLength {
            for block in blocks where place < block.count { words.append(block[block.startIndex + place]) }
        }
        for place in 0..<correctionCount { words += corrections.map { $0[place] } }
        return words
    }

    private func padded(_ bytes: [UInt8]) -> [UInt8] {
        var length: [UInt8] = [UInt8(truncatingIfNeeded: bytes.count)]
        if lengthBytes == 2 { length.insert(UInt8(bytes.count >> 8), at: 0) }
        // Byte mode is the four bits 0100; everything after them is shifted by half a byte.
        var data: [UInt8] = []
        var half: UInt8 = 0b0100
        for byte in length + bytes {
            data.append(half << 4 | byte >> 4)
            half = byte & 0xF
        }
        data.append(half << 4)
        var filler: UInt8 = 0xEC
        while data.count < dataCount {
            data.append(filler)
            filler ^= 0xEC ^ 0x11
        }
        return data
    }
}

/// Error correction over the field of 256 elements. Source: ISO/IEC 18004, annex A.
enum ReedSolomon {
    static func correction(of data: some Sequence<UInt8>, count: Int) -> [UInt8] {
        let divisor = divisor(count)
        var rest = [UInt8](repeating: 0, count: count)
        for byte in data {
            let factor = byte ^ rest.removeFirst()
            rest.append(0)
            for place in 0..<count { rest[place] ^= multiply(divisor[place], factor) }
        }
        return rest
    }

    private static func divisor(_ count: Int) -> [UInt8] {
        var divisor = [UInt8](repeating: 0, count: count - 1) + [1]
        var root: UInt8 = 1
        for _ in 0..<count {
            for place in 0..<count {
                divisor[place] = multiply(divisor[place], root)
                if place + 1 < count { divisor[place] ^= divisor[place + 1] }
            }
            root = multiply(root, 2)
        }
        return divisor
    }

    private static func multiply(_ a: UInt8, _ b: UInt8) -> UInt8 {
        var product = 0
        for bit in (0..<8).reversed() {
            product = product << 1 ^ (product >> 7) * 0x11D
            product ^= Int(b >> UInt8(bit) & 1) * Int(a)
        }
        return UInt8(truncatingIfNeeded: product)
    }
}
