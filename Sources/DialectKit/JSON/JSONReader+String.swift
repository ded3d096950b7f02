extension JSONReader {
    /// Reads a string from its opening quote to past its closing one.
    mutating func string() throws(JSONError) -> String {
        let opening = offset
        offset += 1
        var run = offset
        var unescaped: [UInt8]?
        while true {
            skipPlainBytes()
            switch next {
            case .quote:
                let last = bytes[run..<offset]
                let text = unescaped.map { $0[...] + last } ?? last
                guard let text = String(validating: text, as: UTF8.self) else { throw JSONError(.notUTF8, at: opening) }
                offset += 1
                return text
            case .backslash:
                // Taken out, so that it grows in place: a shared buffer would be copied at every escape.
                var bytesSoFar = unescaped.take() ?? []
                bytesSoFar += bytes[run..<offset]
                try appendEscape(to: &bytesSoFar)
                unescaped = bytesSoFar
                run = offset
            default:
                throw unexpected(.controlCharacter)
            }
        }
    }

    private mutating func skipPlainBytes() {
        while let byte = next, byte >= 0x20, byte != .quote, byte != .backslash { offset += 1 }
    }

    /// Reads one escape from its backslash on.
    private mutating func appendEscape(to text: inout [UInt8]) throws(JSONError) {
        offset += 1
        switch next {
        case .quote, .backslash, UInt8(ascii: "/"): text.append(bytes[offset])
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(.lineFeed)
        case UInt8(ascii: "r"): text.append(.carriageReturn)
        case UInt8(ascii: "t"): text.append(.tab)
        case UInt8(ascii: "u"): return text.append(contentsOf: try unicodeEscape().utf8)
        default: throw unexpected(.badEscape)
        }
        offset += 1
    }

    /// Reads `XXXX`, or both halves of `XXXX\uXXXX`, from the `u` on.
    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let escape = offset - 1
        let high = try codeUnit()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard high < 0xDC00 else { throw JSONError(.loneSurrogate, at: escape) }
        for byte in [UInt8.backslash, UInt8(ascii: "u")] {
            guard let next else { throw unexpected() }
            guard next == byte else { throw JSONError(.loneSurrogate, at: escape) }
            offset += 1
        }
        offset -= 1
        let low = try codeUnit()
        guard 0xDC00...0xDFFF ~= low else { throw JSONError(.loneSurrogate, at: escape) }
        let scalar = 0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
        guard let scalar = Unicode.Scalar(scalar) else { throw JSONError(.loneSurrogate, at: escape) }
        return scalar
    }

    /// Reads `uXXXX`, four hex digits of either case.
    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        offset += 1
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = next?.hexValue else { throw unexpected(.badEscape) }
            unit = unit << 4 | UInt16(digit)
            offset += 1
        }
        return unit
    }
}
