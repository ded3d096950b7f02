import Engine
import PaymentCore
import TestWorld
import Testing
import Webhooks

@Suite("Webhooks on their way are bounded")
struct FlightsTests {
    private let era: Era
    private let flights = Flights()

    init() throws { era = try Clocks(MemoryStore(), time: ManualTime()).era(of: Shop.merchant) }

    @Test("of one receiver four are on their way, 64 wait in order, and one more is looked for again later")
    func receiver() throws {
        let began = (1...4).compactMap { begin($0) }
        #expect(began.count == Flights.limitPerOrigin)
        for number in 5...(4 + Flights.waitingPerOrigin) { #expect(outcome(number) == "waits") }
        #expect(outcome(4 + Flights.waitingPerOrigin + 1) == "not")
        #expect(flights.places.count == Flights.limitPerOrigin + Flights.waitingPerOrigin)
        // Whoever waits takes the place of the one that ended: first come, first sent.
        let next = try #require(flights.end(began[0]))
        #expect(next.delivery.place == Self.place(5))
        #expect(try #require(flights.end(next)).delivery.place == Self.place(6))
    }

    @Test("a receiver is one, whatever of its addresses is called, and its limit is nobody else's")
    func addresses() {
        for number in 1...4 { #expect(begin(number, at: "https://slow.example/\(number)?x=\(number)") != nil) }
        #expect(outcome(5, at: "https://slow.example/another") == "waits")
        #expect(begin(6, at: "https://quick.example/") != nil)
        #expect(begin(7, at: "https://slow.example:8443/") != nil)
    }

    @Test("64 are on their way in all; then nothing begins or waits, and an end makes room")
    func all() throws {
        let began = (0..<Flights.limit).compactMap { begin($0 + 1, at: "https://shop-\($0 / 4).example/") }
        #expect(began.count == Flights.limit && flights.isFull)
        #expect(outcome(999, at: "https://late.example/") == "not")
        #expect(outcome(999, at: "https://shop-1.example/") == "not")
        #expect(flights.end(began[0]) == nil)
        #expect(!flights.isFull && outcome(999, at: "https://late.example/") == "begins")
    }

    @Test("one that is on its way or waits is not begun twice; once it has ended it may be")
    func twice() throws {
        let first = try #require(begin(1))
        #expect(outcome(1) == "not")
        #expect(flights.end(first) == nil)
        #expect(flights.places.isEmpty)
        #expect(outcome(1) == "begins")
    }

    private static func place(_ number: Int, _ endpoint: String = "https://shop.example/hook") -> DeliveryPlace {
        DeliveryPlace(payment: Shop.payment(number), sequence: 1, endpoint: endpoint)
    }

    private func beginning(_ number: Int, _ endpoint: String) -> Flights.Beginning {
        let delivery = WaitingDelivery(place: Self.place(number, endpoint), due: Shop.opening, attempts: 0)
        return flights.begin(delivery, seenIn: era, life: 0)
    }

    private func begin(_ number: Int, at endpoint: String = "https://shop.example/hook") -> Flights.Flight? {
        if case .begins(let flight) = beginning(number, endpoint) { flight } else { nil }
    }

    private func outcome(_ number: Int, at endpoint: String = "https://shop.example/hook") -> String {
        switch beginning(number, endpoint) {
        case .begins: "begins"
        case .waits: "waits"
        case .not: "not"
        }
    }
}
