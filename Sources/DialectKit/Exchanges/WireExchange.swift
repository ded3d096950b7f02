package import PaymentCore

/// One request and its answer as they stood on the wire, without what nobody may keep: `Redaction` takes it out.
package struct WireExchange: Sendable {
    /// When it was answered, by the clock that the payment's events have.
    package let at: Instant
    /// From the request to the answer, in real time, without what a fault added.
    package let took: Interval
    /// The wire whose credential the request had. Nil: none, as on a payer's page.
    package let wire: WireName?
    /// What was asked for in core words: "capture", "read".
    package let operation: String?
    /// The payment it was about; always one of the merchant's own.
    package let payment: PaymentID?
    /// The last event that the answer tells of; for a repeated request, the first time's.
    package let sequence: Int?
    package let request: Request
    /// Nil: none was made.
    package let answer: Answer?
    /// The sandbox's fault that struck it, as it was asked for.
    package let fault: String?

    package struct Request: Sendable {
        package let method: String
        /// Path and query.
        package let target: String
        package let content: WireContent

        package init(method: String, target: String, content: WireContent) {
            self.method = method
            self.target = target
            self.content = content
        }
    }

    package struct Answer: Sendable {
        package let status: Int
        package let content: WireContent
        /// False when it got lost: the connection was dropped instead.
        package let arrived: Bool

        package init(status: Int, content: WireContent, arrived: Bool) {
            self.status = status
            self.content = content
            self.arrived = arrived
        }
    }

    package init(
        at: Instant, took: Interval, wire: WireName?, operation: String?, payment: PaymentID?, sequence: Int?,
        request: Request, answer: Answer?, fault: String?
    ) {
        self.at = at
        self.took = took
        self.wire = wire
        self.operation = operation
        self.payment = payment
        self.sequence = sequence
        self.request = request
        self.answer = answer
        self.fault = fault
    }

    /// What it takes in memory, roughly. Unit: bytes.
    var size: Int { 256 + request.target.utf8.count + request.content.size + (answer?.content.size ?? 0) }
}

/// Headers and body of a request or an answer, redacted as they are made.
package struct WireContent: Sendable {
    package let headers: [(name: String, value: String)]
    package let body: String

    /// Of a body, no more is kept. Unit: bytes.
    package static let bodyLimit = 16_384

    /// `body` may be cut off: at `bodyLimit`, if it was longer.
    package init(headers: [(name: String, value: String)], body: [UInt8]) {
        let type = headers.first { $0.name.lowercased() == "content-type" }?.value
        self.headers = Redaction.headers(headers)
        self.body = Redaction.body(Array(body.prefix(Self.bodyLimit)), type: type)
    }

    var size: Int { body.utf8.count + headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 32 } }
}
