/// Writes the members of one object; a `JSONWriter` hands it out.
package struct JSONObjectWriter: ~Copyable {
    private var bytes: [UInt8]
    private var isEmpty = true

    init(appendingTo bytes: consuming [UInt8]) {
        self.bytes = bytes
        self.bytes.append(.openBrace)
    }

    package mutating func string(_ name: String, _ value: String) {
        append(name: name)
        bytes.append(jsonString: value)
    }

    package mutating func int(_ name: String, _ value: Int64) {
        append(name: name)
        bytes.append(decimal: value)
    }

    package mutating func int(_ name: String, _ value: Int) { int(name, Int64(value)) }

    package mutating func bool(_ name: String, _ value: Bool) { json(name, .bool(value)) }

    package mutating func null(_ name: String) { json(name, .null) }

    package mutating func json(_ name: String, _ value: JSON) {
        append(name: name)
        bytes.append(json: value)
    }

    /// Writes bytes that already are one JSON value; nobody checks them.
    package mutating func raw(_ name: String, _ value: [UInt8]) {
        append(name: name)
        bytes.append(contentsOf: value)
    }

    package mutating func object(_ name: String, _ members: (inout JSONObjectWriter) -> Void) {
        append(name: name)
        bytes.appendObject(members)
    }

    package mutating func array(_ name: String, _ elements: (inout JSONArrayWriter) -> Void) {
        append(name: name)
        bytes.appendArray(elements)
    }

    private mutating func append(name: String) {
        if !isEmpty { bytes.append(.comma) }
        isEmpty = false
        bytes.append(jsonString: name)
        bytes.append(.colon)
    }

    consuming func closed() -> [UInt8] {
        bytes.append(.closeBrace)
        return bytes
    }
}
