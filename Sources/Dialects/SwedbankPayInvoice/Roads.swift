import DialectKit
import HTTPTypes
import Hummingbird
import PaymentCore

/// Paths as the real host takes them: in any case, with a slash too many at the end. Source: wire/swedbank.md §2.
struct Roads {
    typealias Handler = @Sendable (Call) async throws(Problem) -> Answer

    struct Road: Sendable {
        let method: HTTPRequest.Method
        let segments: [String]
        let handler: Handler

        /// `path` is what follows `/psp/invoice/payments`; a segment such as `:payment` stands for what the path names.
        init(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping Handler) {
            self.method = method
            segments = path.split(separator: "/").map(String.init)
            self.handler = handler
        }

        static func get(_ path: String, _ handler: @escaping Handler) -> Road { Road(.get, path, handler) }
        static func post(_ path: String, _ handler: @escaping Handler) -> Road { Road(.post, path, handler) }
        static func patch(_ path: String, _ handler: @escaping Handler) -> Road { Road(.patch, path, handler) }

        /// What the path names, in lower case. Nil: another road.
        func names(in path: ArraySlice<String>) -> [String: String]? {
            guard path.count == segments.count else { return nil }
            var names: [String: String] = [:]
            for (given, own) in zip(path, segments) {
                if own.hasPrefix(":") { names[String(own.dropFirst())] = given } else if given != own { return nil }
            }
            return names
        }
    }

    private let swedbank: SwedbankPayInvoice
    private let roads: [Road]
    private static let methods: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete]

    init(swedbank: SwedbankPayInvoice, _ roads: [Road]) {
        self.swedbank = swedbank
        self.roads = roads
    }

    func mount(on router: Router<DialectContext>) {
        for first in ["psp", "PSP", "Psp"] {
            for method in Self.methods {
                router.on("/\(first)/**", method: method) { request, _ in await answer(request) }
            }
        }
    }

    private func answer(_ request: Request) async -> Response {
        var trace = Trace(path: request.uri.path, session: request.headers[.sessionID])
        do throws(Problem) {
            let received = try await read(request)
            trace.origin = received.origin
            let path = received.path.lowercased().split(separator: "/").map(String.init)
            guard path.starts(with: ["psp", "invoice", "payments"]) else { throw .notFound }
            var others: [String] = []
            for road in roads {
                guard let names = road.names(in: path.dropFirst(3)) else { continue }
                guard road.method == received.method else {
                    if Part.isKnown(names["part"]) { others.append(road.method.rawValue) }
                    continue
                }
                return try await road.handler(try Call(received, names, swedbank)).response
            }
            throw others.isEmpty ? .notFound : .methodNotAllowed(instead: others)
        } catch {
            return error.answer(trace).response
        }
    }

    private func read(_ request: Request) async throws(Problem) -> ReceivedRequest {
        do { return try await ReceivedRequest(reading: request, publicOrigin: swedbank.publicOrigin) } catch {
            throw .bodyTooLarge
        }
    }
}
