/// What each request of a run asks for.
enum Workload: String, CaseIterable {
    /// The same server's cheapest POST: reads the body, answers constant bytes. What HTTP alone costs.
    case noop = "no-op POST"
    /// A partial capture over Mollie's wire, with a fresh idempotency key, durable before the answer.
    case capture = "capture"

    /// Payments that the captures spread over, so that none has many pending at once.
    static let paymentCount = 1_000
    private static let shopKey = "test_holdfastdemomerchant00000000001"
    private static let payerKey = "hf_test_holdfastdemomerchant0000000001"

    /// Sends request `number` of all; throws when the answer is any other than it must be.
    func send(_ number: Int, on connection: LoadConnection, payments: [String]) throws {
        switch self {
        case .noop:
            let answer = try connection.send("POST", "/health", key: Self.shopKey, body: Self.captureBody)
            guard answer.status == 200 else { throw wrong(answer) }
        case .capture:
            let payment = payments[number % payments.count]
            let answer = try connection.send(
                "POST", "/v2/payments/\(payment)/captures", key: Self.shopKey,
                headers: "Idempotency-Key: bench-\(number)\r\n", body: Self.captureBody)
            guard answer.status == 201 else { throw wrong(answer) }
        }
    }

    private static let captureBody = #"{"amount":{"currency":"NOK","value":"0.01"}}"#

    /// Authorized payments on a method with many captures.
    static func preparePayments(port: UInt16) throws -> [String] {
        let connection = try LoadConnection(port: port)
        return try (0..<paymentCount).map { _ in
            let created = try connection.send(
                "POST", "/v2/payments", key: shopKey,
                body:
                    #"{"amount":{"currency":"NOK","value":"100000.00"},"description":"bench","redirectUrl":"https://shop.example/","method":"vipps","captureMode":"manual"}"#
            )
            // `"id":"tr_…"`, cut at its quotes: the name follows the colon.
            let pieces = created.body.split(separator: "\"")
            guard created.status == 201, let place = pieces.firstIndex(of: "id"), place + 2 < pieces.count else {
                throw LoadConnection.Failure(description: "create: \(created.body)")
            }
            let payment = String(pieces[place + 2])
            let approved = try connection.send(
                "POST", "/holdfast/v1/payments/\(payment)/payer", key: payerKey, body: #"{"action":"approve"}"#)
            guard approved.status == 200 else { throw LoadConnection.Failure(description: "approve: \(approved.body)") }
            return payment
        }
    }

    private func wrong(_ answer: LoadConnection.Answer) -> LoadConnection.Failure {
        LoadConnection.Failure(description: "\(rawValue): \(answer.status) \(answer.body)")
    }
}
