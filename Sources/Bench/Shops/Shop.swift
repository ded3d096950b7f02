/// How a shop speaks one wire: an authorization with its payer's yes, then a capture of all of it.
protocol Shop {
    var name: String { get }
    /// The request that creates payment number `number`, and the status of its answer.
    func create(_ request: inout [UInt8], _ number: Int)
    var created: Int { get }
    /// What the payment is called from then on.
    func payment(_ answer: Answer, _ number: Int) -> String?
    /// The payer's yes. Nil where the payment is authorized as it is created.
    var approved: Int? { get }
    func approve(_ request: inout [UInt8], _ payment: String)
    func capture(_ request: inout [UInt8], _ payment: String, _ number: Int)
    var captured: Int { get }
    /// Whether the answer tells of a capture.
    func tellsOfCapture(_ answer: Answer) -> Bool
}

extension Shop {
    var approved: Int? { nil }
    func approve(_ request: inout [UInt8], _ payment: String) {}
}

/// The demo merchant's published credentials, as headers.
enum Key {
    static let own = json("hf_test_holdfastdemomerchant0000000001")
    static let mollie = json("test_holdfastdemomerchant00000000001")
    static let checkout = json("sk_sbox_holdfastdemomerchantsandbox")
    static let swedbank = json("holdfast-demo-swedbankpay")

    static func json(_ token: String) -> String {
        "Authorization: Bearer \(token)\r\nContent-Type: application/json\r\n"
    }

    static func idempotency(_ number: Int) -> String { "Idempotency-Key: bench-\(number)\r\n" }
}
