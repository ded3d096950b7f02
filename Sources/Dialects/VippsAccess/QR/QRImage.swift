/// A QR code as a picture, with the white margin that readers need.
enum QRImage {
    /// Modules on each side.
    private static let margin = 4

    static func svg(_ code: QRCode) -> [UInt8] {
        let side = code.size + 2 * margin
        var path = ""
        for y in 0..<code.size {
            for x in 0..<code.size where code.isDark(x, y) { path += "M\(x + margin) \(y + margin)h1v1h-1z" }
        }
        return Array(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" shape-rendering="crispEdges">\
            <rect width="\(side)" height="\(side)" fill="#fff"/><path d="\(path)"/></svg>
            """.utf8)
    }

    /// `size`: pixels on a side; one bit each.
    static func png(_ code: QRCode, size: Int) -> [UInt8] {
        let scale = max(size / (code.size + 2 * margin), 1)
        let start = (size - scale * code.size) / 2
        // Each row of pixels begins with how it is filtered: not at all. A line of modules is drawn once, for all its rows.
        let blank = [0] + [UInt8](repeating: 0xFF, count: (size + 7) / 8)
        var rows: [UInt8] = []
        for _ in 0..<start { rows += blank }
        for line in 0..<code.size {
            var row = blank
            for column in 0..<code.size where code.isDark(column, line) {
                let first = start + column * scale
                for x in first..<first + scale { row[1 + x / 8] &= ~(0x80 >> UInt8(x % 8)) }
            }
            for _ in 0..<scale { rows += row }
        }
        for _ in start + scale * code.size..<size { rows += blank }
        let header = word(size) + word(size) + [1, 0, 0, 0, 0]
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header) + chunk("IDAT", stored(rows))
            + chunk("IEND", [])
    }

    private static func word(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private static func chunk(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
        let named = Array(name.utf8) + bytes
        return word(bytes.count) + named + word(Int(cyclicCheck(named)))
    }

    /// In zlib's form, without compressing anything.
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        for start in stride(from: 0, to: bytes.count, by: 65_535) {
            let part = bytes[start..<min(start + 65_535, bytes.count)]
            let isLast = start + part.count == bytes.count
            let length = UInt16(part.count)
            stream += [
                isLast ? 1 : 0, UInt8(length & 0xFF), UInt8(length >> 8), UInt8(~length & 0xFF), UInt8(~length >> 8),
            ]
            stream += part
        }
        var (low, high) = (1, 0)
        for byte in bytes {
            low = (low + Int(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return stream + word(high << 16 | low)
    }

    private static func cyclicCheck(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { check, byte in check >> 8 ^ remainders[Int(UInt8(truncatingIfNeeded: check) ^ byte)]
        }
    }

    /// Of each byte.
    private static let remainders = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { check, _ in check >> 1 ^ (check & 1) * 0xEDB8_8320 }
    }
}
