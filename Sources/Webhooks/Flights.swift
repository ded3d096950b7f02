import DialectKit
import Engine
import PaymentCore
import Synchronization

/// What is on its way right now: bounded in all and for each origin or subscription, so that a slow receiver leaves room
/// for the others, under however many addresses it is called.
final class Flights: Sendable {
    static let limit = 64
    static let limitPerOrigin = 4

    private struct State {
        var places: Set<DeliveryPlace> = []
        var origins: [String: Int] = [:]
    }

    private let state = Mutex(State())

    /// False when it is on its way already, or there is no room.
    func begin(_ place: DeliveryPlace) -> Bool {
        let origin = Self.origin(of: place)
        return state.withLock { state in
            guard state.places.count < Self.limit, state.origins[origin, default: 0] < Self.limitPerOrigin,
                state.places.insert(place).inserted
            else { return false }
            state.origins[origin, default: 0] += 1
            return true
        }
    }

    func end(_ place: DeliveryPlace) {
        let origin = Self.origin(of: place)
        state.withLock { state in
            state.places.remove(place)
            state.origins[origin, default: 1] -= 1
            if state.origins[origin] == 0 { state.origins[origin] = nil }
        }
    }

    var places: Set<DeliveryPlace> { state.withLock(\.places) }
    var isFull: Bool { state.withLock { $0.places.count >= Self.limit } }

    /// Of a dialect's own names the first word is the receiver; what follows tells its deliveries apart.
    private static func origin(of place: DeliveryPlace) -> String {
        if let origin = WebAddress(place.endpoint)?.origin { return origin }
        return String(SubscriptionEndpoint.lane(of: place.endpoint).prefix { $0 != " " })
    }
}
