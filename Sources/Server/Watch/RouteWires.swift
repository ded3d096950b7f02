import DialectKit
import Hummingbird

/// Which wire a route belongs to: as they were mounted.
struct RouteWires: Sendable {
    /// Routes by their wire, in the order in which they were mounted.
    private var wires: [String: Int] = [:]
    /// All of them; the first is that of a request that no route takes.
    private(set) var names = ["none"]

    /// Everything that `router` has and that nobody claimed yet.
    mutating func claim(_ name: String, on router: Router<DialectContext>) {
        let place = names.firstIndex(of: name) ?? names.count
        if place == names.count { names.append(name) }
        for route in router.routes where wires[route.path.description] == nil { wires[route.path.description] = place }
    }

    /// Its place among `names`.
    func place(of endpoint: String?) -> Int { endpoint.flatMap { wires[$0] } ?? 0 }
}
