package import DialectKit
package import HTTPTypes
package import Hummingbird

/// Paths as the real hosts take them: in any case but for what they name, and with a slash too many at the end.
/// Source: wire/vipps.md §0.1, "Hosts and routing".
package struct Roads: Sendable {
    package typealias Handler = @Sendable (ReceivedRequest, _ name: String) async -> Answer

    package struct Road: Sendable {
        let method: HTTPRequest.Method
        let segments: [String]
        let handler: Handler

        /// In `path` a segment `:name` stands for what the path names.
        package init(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping Handler) {
            self.method = method
            segments = path.split(separator: "/").map(String.init)
            self.handler = handler
        }

        /// What the path names, empty when it names nothing. Nil: another road.
        func name(in path: [Substring]) -> String? {
            guard path.count == segments.count else { return nil }
            var name = ""
            for (given, own) in zip(path, segments) {
                if own == ":name" {
                    name = String(given)
                } else if given.lowercased() != own {
                    return nil
                }
            }
            return name
        }
    }

    private let roads: [Road]
    private let publicOrigin: String?
    /// For a path that no road takes, or not with that method.
    private let lost: @Sendable (ReceivedRequest) -> Answer
    private let tooLarge: Answer

    package init(
        _ roads: [Road], publicOrigin: String?, tooLarge: Answer,
        lost: @escaping @Sendable (ReceivedRequest) -> Answer
    ) {
        self.roads = roads
        self.publicOrigin = publicOrigin
        self.tooLarge = tooLarge
        self.lost = lost
    }

    /// Takes everything below these first segments, as clients are known to write them, and in capitals.
    package func mount(on router: Router<DialectContext>, below firsts: String...) {
        for first in Set(firsts + firsts.map { $0.uppercased() }).sorted() {
            for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] {
                router.on("/\(first)/**", method: method) { request, _ in await answer(request).response }
            }
        }
    }

    private func answer(_ request: Request) async -> Answer {
        let received: ReceivedRequest
        do { received = try await ReceivedRequest(reading: request, publicOrigin: publicOrigin) } catch {
            return tooLarge
        }
        let path = received.path.split(separator: "/")
        for road in roads where road.method == received.method {
            if let name = road.name(in: path) { return await road.handler(received, name) }
        }
        return lost(received)
    }
}
