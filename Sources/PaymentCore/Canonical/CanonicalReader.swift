/// Reads what `CanonicalWriter` wrote; anything else is `CorruptRecord`, never a trap.
package struct CanonicalReader {
    private let bytes: [UInt8]
    private var offset = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var isAtEnd: Bool { offset == bytes.count }

    package mutating func byte() throws(CorruptRecord) -> UInt8 {
        guard offset < bytes.count else { throw CorruptRecord("ends early") }
        defer { offset += 1 }
        return bytes[offset]
    }

    package mutating func bool() throws(CorruptRecord) -> Bool {
        switch try byte() {
        case 0: false
        case 1: true
        default: throw CorruptRecord("not a boolean")
        }
    }

    package mutating func unsigned() throws(CorruptRecord) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            guard shift < 63 || next <= 1 else { throw CorruptRecord("number too long") }
            guard next != 0 || shift == 0 else { throw CorruptRecord("number longer than it need be") }
            value |= UInt64(next & 0x7F) << shift
            guard next & 0x80 != 0 else { return value }
            shift += 7
        }
    }

    package mutating func signed() throws(CorruptRecord) -> Int64 {
        let raw = try unsigned()
        return Int64(bitPattern: (raw >> 1) ^ (0 &- (raw & 1)))
    }

    package mutating func fixed() throws(CorruptRecord) -> UInt64 {
        var value: UInt64 = 0
        for _ in 0..<8 { value = value << 8 | UInt64(try byte()) }
        return value
    }

    package mutating func count(limit: Int) throws(CorruptRecord) -> Int {
        let count = try unsigned()
        guard count <= UInt64(limit) else { throw CorruptRecord("count \(count) over \(limit)") }
        return Int(count)
    }

    package mutating func blob() throws(CorruptRecord) -> [UInt8] {
        let length = try count(limit: bytes.count)
        guard length <= bytes.count - offset else { throw CorruptRecord("ends early") }
        defer { offset += length }
        return Array(bytes[offset..<offset + length])
    }

    package mutating func string() throws(CorruptRecord) -> String {
        guard let text = String(validating: try blob(), as: UTF8.self) else { throw CorruptRecord("not UTF-8") }
        return text
    }

    package mutating func value<Value: Canonical>() throws(CorruptRecord) -> Value { try Value(from: &self) }

    package mutating func optional<Value: Canonical>() throws(CorruptRecord) -> Value? {
        try bool() ? try Value(from: &self) : nil
    }

    package mutating func text() throws(CorruptRecord) -> String? { try bool() ? try string() : nil }

    package mutating func list<Value: Canonical>(limit: Int) throws(CorruptRecord) -> [Value] {
        var values: [Value] = []
        for _ in 0..<(try count(limit: limit)) { values.append(try Value(from: &self)) }
        return values
    }
}
