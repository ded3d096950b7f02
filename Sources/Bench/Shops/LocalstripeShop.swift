import Foundation

/// `localstripe`, a test double of Stripe's API from PyPI that keeps what it is told: the same two steps.
struct LocalstripeShop: Shop {
    let name = "localstripe"
    let created = 200
    let captured = 200
    private static let headers =
        "Authorization: Bearer sk_test_bench\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    private static let program = ".venv/localstripe/bin/localstripe"
    private static let port: UInt16 = 8_420

    /// Nil where it is not installed: `scripts/setup bench` does.
    static func start() throws -> ProcessUnderLoad? {
        guard FileManager.default.isExecutableFile(atPath: program) else { return nil }
        return try ProcessUnderLoad(program: program, ["--port", "\(port)", "--from-scratch"], port: port)
    }

    func create(_ request: inout [UInt8], _ number: Int) {
        request.append(
            "POST", "/v1/payment_intents", Self.headers,
            "amount=10000&currency=eur&payment_method=pm_card_visa&capture_method=manual&confirm=true")
    }

    func payment(_ answer: Answer, _ number: Int) -> String? { answer.name("pi_") }

    func capture(_ request: inout [UInt8], _ payment: String, _ number: Int) {
        request.append("POST", "/v1/payment_intents/\(payment)/capture", Self.headers, "")
    }

    func tellsOfCapture(_ answer: Answer) -> Bool { answer.contains(#""captured": true"#) }
}
