package import PaymentCore

/// A webhook as it was sent, kept with its attempt: signatures carry the time, so it could not be encoded again.
package struct SentRequest: Hashable, Sendable {
    package let url: String
    package let headers: [Header]
    /// At most `bodyLimit` bytes of it.
    package let body: [UInt8]

    /// Unit: bytes.
    package static let bodyLimit = 65_536

    package struct Header: Hashable, Sendable {
        package let name: String
        package let value: String
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(url: String, headers: [Header], body: [UInt8]) {
        self.url = url
        self.headers = headers
        self.body = Array(body.prefix(Self.bodyLimit))
    }
}

extension SentRequest: Canonical {
    private static let version: UInt8 = 1

    package func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.string(url)
        writer.list(headers)
        writer.blob(body)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("a request of an unknown version") }
        url = try reader.string()
        headers = try reader.list(limit: 1_000)
        body = try reader.blob()
    }
}

extension SentRequest.Header: Canonical {
    package func write(to writer: inout CanonicalWriter) {
        writer.string(name)
        writer.string(value)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        name = try reader.string()
        value = try reader.string()
    }
}
