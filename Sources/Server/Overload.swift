import DialectKit
import HTTPTypes
import Hummingbird
import Metrics
import NIOCore
import PaymentCore

/// Under more load than can be written, whatever changes something is refused before anybody looks at who asks: a refusal costs
/// a fraction of a payment. Nothing is written; the same key is good for another attempt.
///
/// The words are the wire's own, since it is its credentials that nobody can tell now. What asks for none, such as a payer's page,
/// is refused at the inbox.
struct OverloadGate: RouterMiddleware {
    typealias Context = DialectContext

    /// Whether what has waited so long already would be refused.
    let isOverloaded: @Sendable (Duration) -> Bool
    let refused: Counter
    var now: @Sendable () -> NIODeadline = { .now() }

    /// The request that is being answered is to be refused.
    @TaskLocal fileprivate static var refuses = false

    func handle(
        _ request: Request, context: DialectContext,
        next: @concurrent (Request, DialectContext) async throws -> Response
    ) async throws -> Response {
        guard request.method != .get, request.method != .head else { return try await next(request, context) }
        guard let arrival = context.arrival, refuses(arrival) else { return try await next(request, context) }
        let response = try await Self.$refuses.withValue(true) { try await next(request, context) }
        if response.status == .serviceUnavailable { refused.increment() }
        return response
    }

    private func refuses(_ arrival: Arrival) -> Bool {
        arrival.isTurnedAway || isOverloaded(.nanoseconds((now() - arrival.at).nanoseconds))
    }
}

/// The credentials as the dialects see them behind the gate.
struct GatedCredentials: CredentialDirectory {
    let inner: any CredentialDirectory

    func grant(for secret: String, on wire: WireName) throws(Unavailable) -> Grant? {
        if OverloadGate.refuses { throw .overloaded }
        return try inner.grant(for: secret, on: wire)
    }

    func admission(of secret: String, on wire: WireName, to grant: Grant, until expiresAt: Instant?) -> DocumentWrite {
        inner.admission(of: secret, on: wire, to: grant, until: expiresAt)
    }
}
