extension JSON {
    /// Arrays and objects that may stand inside one another; it bounds the reader's recursion.
    package static let depthLimit = 64

    /// Reads one document: strict RFC 8259 in UTF-8 without a byte order mark, in time linear in `bytes`.
    package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSON {
        var reader = JSONReader(bytes)
        return try reader.document()
    }

    package static func parse(_ bytes: some Sequence<UInt8>) throws(JSONError) -> JSON {
        try parse(Array(bytes))
    }
}
