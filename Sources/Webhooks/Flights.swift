import Engine
import Synchronization

/// What is on its way right now: bounded in all and for each endpoint, so that a slow endpoint leaves room for the others.
final class Flights: Sendable {
    static let limit = 64
    static let limitPerEndpoint = 4

    private struct State {
        var places: Set<DeliveryPlace> = []
        var endpoints: [String: Int] = [:]
    }

    private let state = Mutex(State())

    /// False when it is on its way already, or there is no room.
    func begin(_ place: DeliveryPlace) -> Bool {
        state.withLock { state in
            guard state.places.count < Self.limit,
                state.endpoints[place.endpoint, default: 0] < Self.limitPerEndpoint,
                state.places.insert(place).inserted
            else { return false }
            state.endpoints[place.endpoint, default: 0] += 1
            return true
        }
    }

    func end(_ place: DeliveryPlace) {
        state.withLock { state in
            state.places.remove(place)
            state.endpoints[place.endpoint, default: 1] -= 1
            if state.endpoints[place.endpoint] == 0 { state.endpoints[place.endpoint] = nil }
        }
    }

    var places: Set<DeliveryPlace> { state.withLock(\.places) }

    var saturatedEndpoints: Set<String> {
        state.withLock { Set($0.endpoints.filter { $0.value >= Self.limitPerEndpoint }.keys) }
    }
}
