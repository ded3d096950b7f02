import DequeModule
import DialectKit
package import Engine
import PaymentCore
import Synchronization

/// What is on its way right now: bounded in all and for each origin or subscription, so that a slow receiver leaves room
/// for the others, under however many addresses it is called. Behind them up to 64 of the same origin wait for their
/// turn, so that a quick receiver need not wait for the next look.
package final class Flights: Sendable {
    package static let limit = 64
    package static let limitPerOrigin = 4
    package static let waitingPerOrigin = 64

    /// A delivery, the merchant's data that it was seen in, and the life in which it was this node's to send.
    package struct Flight: Sendable {
        package let delivery: WaitingDelivery
        package let era: Era
        package let life: Int
        fileprivate let origin: String
    }

    package enum Beginning {
        case begins(Flight)
        case waits
        /// It is on its way or waits already, or too many do.
        case not
    }

    private struct Origin {
        var underWay = 0
        var waiting: Deque<Flight> = []
    }

    private struct State {
        var places: Set<DeliveryPlace> = []
        var underWay = 0
        var origins: [String: Origin] = [:]

        mutating func begin(_ flight: Flight) -> Beginning {
            let place = flight.delivery.place
            guard underWay < Flights.limit, !places.contains(place) else { return .not }
            var origin = origins[flight.origin, default: Origin()]
            let begins = origin.underWay < Flights.limitPerOrigin
            guard begins || origin.waiting.count < Flights.waitingPerOrigin else { return .not }
            if begins { origin.underWay += 1 } else { origin.waiting.append(flight) }
            if begins { underWay += 1 }
            origins[flight.origin] = origin
            places.insert(place)
            return begins ? .begins(flight) : .waits
        }

        mutating func end(_ flight: Flight) -> Flight? {
            places.remove(flight.delivery.place)
            if let next = origins[flight.origin]?.waiting.popFirst() { return next }
            underWay -= 1
            origins[flight.origin]?.underWay -= 1
            if origins[flight.origin]?.underWay == 0 { origins[flight.origin] = nil }
            return nil
        }
    }

    private let state = Mutex(State())

    package init() {}

    package func begin(_ delivery: WaitingDelivery, seenIn era: Era, life: Int) -> Beginning {
        let flight = Flight(delivery: delivery, era: era, life: life, origin: Self.origin(of: delivery.place))
        return state.withLock { $0.begin(flight) }
    }

    /// The next one for the same origin takes its place.
    package func end(_ flight: Flight) -> Flight? { state.withLock { $0.end(flight) } }

    /// What is on its way, or waits to be.
    package var places: Set<DeliveryPlace> { state.withLock(\.places) }
    package var isFull: Bool { state.withLock { $0.underWay >= Self.limit } }

    /// Of a dialect's own names the first word is the receiver; what follows tells its deliveries apart.
    private static func origin(of place: DeliveryPlace) -> String {
        if let origin = WebAddress(place.endpoint)?.origin { return origin }
        return String(SubscriptionEndpoint.lane(of: place.endpoint).prefix { $0 != " " })
    }
}
