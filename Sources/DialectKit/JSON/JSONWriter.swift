/// Writes one JSON document straight into bytes, for replies that are built often.
///
/// ```swift
/// var json = JSONWriter()
/// json.object {
///     $0.string("resource", "capture")
///     $0.object("amount") { $0.string("currency", "EUR"); $0.string("value", "10.00") }
/// }
/// return json.bytes
/// ```
/// Members have names and elements have none, by type: what compiles is well-formed. Names are not checked for repeats.
package struct JSONWriter: ~Copyable {
    package private(set) var bytes: [UInt8] = []

    /// - Parameter capacityBytes: what the document is expected to need; it grows past it.
    package init(capacityBytes: Int = 512) { bytes.reserveCapacity(capacityBytes) }

    /// Writes the document, an object.
    package mutating func object(_ members: (inout JSONObjectWriter) -> Void) {
        precondition(bytes.isEmpty, "a JSONWriter writes one document")
        bytes.appendObject(members)
    }

    /// Writes the document, an array.
    package mutating func array(_ elements: (inout JSONArrayWriter) -> Void) {
        precondition(bytes.isEmpty, "a JSONWriter writes one document")
        bytes.appendArray(elements)
    }
}

extension [UInt8] {
    /// The buffer moves into the inner writer and back, so nothing is copied.
    mutating func appendObject(_ members: (inout JSONObjectWriter) -> Void) {
        var writer = JSONObjectWriter(appendingTo: exchange(&self, with: []))
        members(&writer)
        self = writer.closed()
    }

    mutating func appendArray(_ elements: (inout JSONArrayWriter) -> Void) {
        var writer = JSONArrayWriter(appendingTo: exchange(&self, with: []))
        elements(&writer)
        self = writer.closed()
    }
}
