import DialectKit
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Asks the router for the answer to a request, and adds what every answer has.
struct Responder: Sendable {
    private let routes: any HTTPResponder<DialectContext>
    private let logger: Logger
    private let dates = HTTPDates()

    private static let serverName = "Holdfast"
    /// Nothing was written: the same request, with the same key, is welcome again.
    private static let retryAfterSeconds = "1"

    init(_ routes: any HTTPResponder<DialectContext>, logger: Logger) {
        self.routes = routes
        self.logger = logger
    }

    func answer(_ request: Request, on channel: any Channel, _ arrival: Arrival) async -> Response {
        var context = DialectContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
        context.arrival = arrival
        var response: Response
        do {
            response = try await routes.respond(to: request, context: context)
        } catch {
            logger.error("a request was not answered", metadata: ["error": "\(type(of: error))"])
            response = Response(status: .internalServerError)
        }
        response.headers[.date] = dates.now
        response.headers[.server] = Self.serverName
        if response.status == .serviceUnavailable, response.headers[.retryAfter] == nil {
            response.headers[.retryAfter] = Self.retryAfterSeconds
        }
        return response
    }
}
