import DialectKit
import PaymentCore
import Synchronization
import Testing

@Suite("Exchange log")
struct ExchangeLogTests {
    private let merchant = MerchantID(high: 1, low: 1)
    private let payment = PaymentID(high: 2, low: 2)

    private func exchange(_ target: String, about payment: PaymentID? = nil, body: Int = 0) -> WireExchange {
        WireExchange(
            at: Instant(milliseconds: 0), took: .zero, wire: WireName("wire"), operation: "capture", payment: payment,
            sequence: nil,
            request: .init(
                method: "POST", target: target,
                content: WireContent(
                    headers: [("Content-Type", "application/json")],
                    body: Array("{".utf8) + Array(repeating: 0x61, count: body))),
            answer: nil, fault: nil)
    }

    private func keep(_ exchange: WireExchange, of merchant: MerchantID, in log: ExchangeLog) {
        log.keep(of: merchant, weight: 100) { exchange }
    }

    @Test("the last 200 of a merchant are kept, oldest first")
    func count() {
        let log = ExchangeLog()
        for number in 1...250 { keep(exchange("/\(number)"), of: merchant, in: log) }
        #expect(log.exchanges(of: merchant).map(\.request.target) == (51...250).map { "/\($0)" })
    }

    @Test("a merchant's exchanges take a mebibyte at most, a body 16 KiB")
    func bytes() {
        let log = ExchangeLog()
        for number in 1...200 { keep(exchange("/\(number)", body: 100_000), of: merchant, in: log) }
        let kept = log.exchanges(of: merchant)
        #expect(kept.allSatisfy { $0.request.content.body.utf8.count <= WireContent.bodyLimit })
        #expect(kept.reduce(0) { $0 + $1.request.content.body.utf8.count } <= ExchangeLog.byteLimitPerMerchant)
        #expect(kept.count > 50)
        #expect(kept.last?.request.target == "/200")
    }

    @Test("what nobody looks at is redacted all the same; what has gone before that never is")
    func redactsByItself() async throws {
        let log = ExchangeLog()
        let made = Made()
        for number in 1...250 {
            let exchange = exchange("/\(number)")
            log.keep(of: merchant, weight: 100) {
                made.note(number)
                return exchange
            }
        }
        #expect(made.numbers.isEmpty)
        for _ in 0..<200 where made.numbers.count < 200 { try await Task.sleep(for: .milliseconds(100)) }
        #expect(made.numbers == Array(51...250))
        #expect(log.exchanges(of: merchant).count == 200)
        #expect(made.numbers.count == 200, "each once")
    }

    private final class Made: Sendable {
        private let state = Mutex<[Int]>([])
        var numbers: [Int] { state.withLock { $0 } }
        func note(_ number: Int) { state.withLock { $0.append(number) } }
    }

    @Test("of too many merchants the one that was quiet longest is forgotten")
    func merchants() {
        let log = ExchangeLog()
        func merchant(_ number: Int) -> MerchantID { MerchantID(high: 3, low: UInt64(number)) }
        for number in 1...ExchangeLog.merchantLimit { keep(exchange("/"), of: merchant(number), in: log) }
        keep(exchange("/"), of: merchant(1), in: log)
        keep(exchange("/"), of: merchant(1_000), in: log)
        #expect(log.merchantCount == ExchangeLog.merchantLimit)
        #expect(log.exchanges(of: merchant(2)).isEmpty)
        #expect(log.exchanges(of: merchant(1)).count == 2)
        #expect(log.exchanges(of: merchant(1_000)).count == 1)
    }

    @Test("those of one payment can be asked for; another merchant's are not shown; erased ones are gone")
    func filter() {
        let log = ExchangeLog()
        keep(exchange("/a", about: payment), of: merchant, in: log)
        keep(exchange("/b"), of: merchant, in: log)
        #expect(log.exchanges(of: merchant, about: payment).map(\.request.target) == ["/a"])
        #expect(log.exchanges(of: MerchantID(high: 9, low: 9)).isEmpty)
        log.forget(merchant)
        #expect(log.exchanges(of: merchant).isEmpty)
    }
}
