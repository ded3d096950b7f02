import DialectKit
import PaymentCore

/// A webhook's way to one endpoint.
struct DeliveryView {
    private let report: DeliveryReport
    private let console: Console

    init(_ report: DeliveryReport, _ console: Console) {
        self.report = report
        self.console = console
    }

    /// Where it goes: the address that was called last, or the subscription's.
    func url(of merchant: MerchantID?) -> String {
        if let url = report.attempts.last?.request?.url { return url }
        if let merchant, let endpoint = SubscriptionEndpoint(report.endpoint),
            let subscription = console.parts.subscriptions.subscription(endpoint.id, of: merchant)
        {
            return subscription.url
        }
        return report.endpoint
    }

    var model: Model {
        var model: Model = [
            "state": report.state.rawValue, "tone": Self.tone(report.state), "url": url(of: nil),
            "key": "\(report.sequence)-\(report.endpoint)",
            "href": DeliveryPath.page(report), "count": String(report.attempts.count),
            "attempts": report.attempts.map(Self.attempt),
        ]
        if let due = report.due { model["due"] = Show.instant(due) }
        return model
    }

    static func attempt(_ attempt: DeliveryReport.Attempt) -> Model {
        [
            "number": String(attempt.number), "at": Show.instant(attempt.at), "machine": Show.machine(attempt.at),
            "took": Show.took(attempt.took), "status": attempt.status.map { String($0) } ?? "none",
            "tone": attempt.status.map(ExchangeView.tone) ?? "bad", "note": attempt.note,
        ]
    }

    static func tone(_ state: DeliveryReport.State) -> String {
        switch state {
        case .pending: "wait"
        case .delivered: "good"
        case .failed: "bad"
        }
    }
}

/// How the console spells a delivery: the payment, the event's number, and the endpoint in hex, which may be any text.
enum DeliveryPath {
    static func spell(_ report: DeliveryReport) -> String {
        "\(PaymentPath.spell(report.payment))-\(report.sequence)-\(hex(report.endpoint))"
    }

    static func page(_ report: DeliveryReport) -> String { "/console/webhooks/" + spell(report) }

    static func read(_ text: some StringProtocol) -> (payment: PaymentID, sequence: Int, endpoint: String)? {
        let parts = text.split(separator: "-")
        guard parts.count == 3, let payment = PaymentPath.read(parts[0]), let sequence = Int(parts[1]),
            let endpoint = Self.text(of: parts[2])
        else { return nil }
        return (payment, sequence, endpoint)
    }

    private static func hex(_ text: String) -> String {
        text.utf8.map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
    }

    private static func text(of hex: some StringProtocol) -> String? {
        let digits = Array(hex.utf8)
        guard digits.count % 2 == 0, digits.count <= 8_192 else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            let pair = String(decoding: digits[place..<(place + 2)], as: UTF8.self)
            guard let byte = UInt8(pair, radix: 16) else { return nil }
            bytes.append(byte)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
