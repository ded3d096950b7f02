package import PaymentCore

/// A webhook as its dialect encoded it, ready to be sent.
package struct OutgoingWebhook: Hashable, Sendable {
    package let url: String
    package let headers: [Header]
    package let body: [UInt8]
    /// How long the endpoint may take to answer.
    package let timeout: Interval

    package struct Header: Hashable, Sendable {
        package let name: String
        package let value: String
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(url: String, headers: [Header], body: [UInt8], timeout: Interval) {
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
    }
}
