/// Writes the elements of one array; a `JSONWriter` hands it out.
package struct JSONArrayWriter: ~Copyable {
    private var bytes: [UInt8]
    private var isEmpty = true

    init(appendingTo bytes: consuming [UInt8]) {
        self.bytes = bytes
        self.bytes.append(.openBracket)
    }

    package mutating func string(_ value: String) {
        separate()
        bytes.append(jsonString: value)
    }

    package mutating func int(_ value: Int64) {
        separate()
        bytes.append(decimal: value)
    }

    package mutating func int(_ value: Int) { int(Int64(value)) }

    package mutating func bool(_ value: Bool) { json(.bool(value)) }

    package mutating func null() { json(.null) }

    package mutating func json(_ value: JSON) {
        separate()
        bytes.append(json: value)
    }

    /// Writes bytes that already are one JSON value; nobody checks them.
    package mutating func raw(_ value: [UInt8]) {
        separate()
        bytes.append(contentsOf: value)
    }

    package mutating func object(_ members: (inout JSONObjectWriter) -> Void) {
        separate()
        bytes.appendObject(members)
    }

    package mutating func array(_ elements: (inout JSONArrayWriter) -> Void) {
        separate()
        bytes.appendArray(elements)
    }

    private mutating func separate() {
        if !isEmpty { bytes.append(.comma) }
        isEmpty = false
    }

    consuming func closed() -> [UInt8] {
        bytes.append(.closeBracket)
        return bytes
    }
}
