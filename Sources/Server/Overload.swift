package import DialectKit
import HTTPTypes
package import Hummingbird
package import Metrics
package import NIOCore
package import PaymentCore

/// Under more load than can be written, whatever changes something is refused before anybody looks at who asks: a refusal costs
/// a fraction of a payment. Nothing is written; the same key is good for another attempt.
///
/// The words are the wire's own, since it is its credentials that nobody can tell now. What asks for none, such as a payer's page,
/// is refused at the inbox.
package struct OverloadGate: RouterMiddleware {
    package typealias Context = DialectContext

    private let isOverloaded: @Sendable (Duration) -> Bool
    private let refused: Counter
    private let now: @Sendable () -> NIODeadline

    /// The request that is being answered is to be refused.
    @TaskLocal fileprivate static var refuses = false

    /// `isOverloaded`: whether what has waited so long already would be refused. `refused` counts those that are.
    package init(
        isOverloaded: @escaping @Sendable (Duration) -> Bool, refused: Counter,
        now: @escaping @Sendable () -> NIODeadline = { .now() }
    ) {
        self.isOverloaded = isOverloaded
        self.refused = refused
        self.now = now
    }

    package func handle(
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
package struct GatedCredentials: CredentialDirectory {
    private let inner: any CredentialDirectory

    package init(_ inner: any CredentialDirectory) { self.inner = inner }

    package func grant(for secret: String, on wire: WireName) throws(Unavailable) -> Grant? {
        if OverloadGate.refuses { throw .overloaded }
        return try inner.grant(for: secret, on: wire)
    }

    package func admission(
        of secret: String, on wire: WireName, to grant: Grant, until expiresAt: Instant?
    ) -> DocumentWrite {
        inner.admission(of: secret, on: wire, to: grant, until: expiresAt)
    }
}
