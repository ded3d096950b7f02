import DialectKit
import PaymentCore
import Testing

@testable import Console

@Suite("What the console's addresses hold")
struct PathTests {
    private func report(_ endpoint: String) -> DeliveryReport {
        DeliveryReport(
            payment: PaymentID(high: 7, low: 9), sequence: 3, endpoint: endpoint, state: .pending, due: nil,
            attempts: [])
    }

    @Test(
        "a delivery's address leads back to it, whatever its endpoint is",
        arguments: ["https://shop.example/hook?a=b&c=-", "subscription:00/topic-1", "é \u{0}", ""])
    func delivery(_ endpoint: String) throws {
        let text = DeliveryPath.spell(report(endpoint))
        #expect(text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") })
        guard !endpoint.isEmpty else {
            #expect(DeliveryPath.read(text) == nil)
            return
        }
        let place = try #require(DeliveryPath.read(text))
        #expect(place.payment == PaymentID(high: 7, low: 9) && place.sequence == 3 && place.endpoint == endpoint)
    }

    @Test("what leads nowhere is nothing", arguments: ["", "pmt_1-1-zz", "a-b-c", "pmt_1111111111111111111111-x-61"])
    func nowhere(_ text: String) { #expect(DeliveryPath.read(text) == nil) }

    @Test(
        "whatever stands in a request is one word of a shell",
        arguments: [
            ("plain", "'plain'"), ("it's", #"'it'\''s'"#), ("$(rm -rf /)", "'$(rm -rf /)'"), ("'", #"''\'''"#),
            ("", "''"),
        ])
    func quoted(_ text: String, _ word: String) { #expect(ExchangeView.quoted(text) == word) }

    @Test("a request is told as a command without what curl sets itself")
    func curl() {
        let content = WireContent(
            headers: [("Host", "x"), ("Content-Length", "2"), ("Content-Type", "application/json")],
            body: Array("{}".utf8))
        let exchange = WireExchange(
            at: Instant(milliseconds: 0), took: .zero, wire: nil, operation: nil, payment: nil, sequence: nil,
            request: .init(method: "POST", target: "/v2/payments", content: content), answer: nil, fault: nil)
        #expect(
            ExchangeView(exchange, origin: "http://h:1").curl
                == "curl -i -X POST 'http://h:1/v2/payments' \\\n  -H 'Content-Type: application/json' \\\n  --data-binary '{}'"
        )
    }
}
