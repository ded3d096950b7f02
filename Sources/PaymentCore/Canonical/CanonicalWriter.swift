/// Appends canonical bytes: integers as variable-length, strings and bytes with their length before them.
package struct CanonicalWriter {
    package private(set) var bytes: [UInt8] = []

    package init() { bytes.reserveCapacity(128) }

    package mutating func unsigned(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Zigzag, so that small negative numbers stay short.
    package mutating func signed(_ value: Int64) {
        unsigned(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    package mutating func fixed(_ value: UInt64) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func byte(_ value: UInt8) { bytes.append(value) }
    package mutating func bool(_ value: Bool) { bytes.append(value ? 1 : 0) }

    package mutating func blob(_ value: [UInt8]) {
        unsigned(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// What is canonical already.
    package mutating func spelled(_ value: [UInt8]) { bytes.append(contentsOf: value) }

    package mutating func string(_ value: String) {
        unsigned(UInt64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    package mutating func value(_ value: some Canonical) { value.write(to: &self) }

    package mutating func optional(_ value: (some Canonical)?) {
        bool(value != nil)
        if let value { value.write(to: &self) }
    }

    /// A text that may be absent.
    package mutating func text(_ value: String?) {
        bool(value != nil)
        if let value { string(value) }
    }

    /// Texts that may be absent, one after the other.
    package mutating func texts(_ values: [String?]) {
        for value in values { text(value) }
    }

    package mutating func list(_ values: [some Canonical]) {
        unsigned(UInt64(values.count))
        for value in values { value.write(to: &self) }
    }
}
