package import DialectKit
import HTTPTypes
package import Hummingbird
package import PaymentCore

/// Our own API under `/holdfast/v1`: what no PSP's wire has a word for. Here: reading a payment of any wire, and being
/// its payer.
package struct Holdfast {
    package static let wire = WireName("holdfast")

    let credentials: any CredentialDirectory
    let dialects: DialectDirectory
    let identifiers: IdentifierSource

    package init(credentials: any CredentialDirectory, dialects: DialectDirectory, identifiers: IdentifierSource) {
        self.credentials = credentials
        self.dialects = dialects
        self.identifiers = identifiers
    }

    package func mount(on router: Router<DialectContext>, using service: any PaymentService) {
        let payments = PaymentRoutes(holdfast: self, service: service)
        router.get("/holdfast/v1/payments/:payment") { request, context in
            await Self.answer { () throws(Problem) in try await payments.get(request, context) }
        }
        router.post("/holdfast/v1/payments/:payment/payer") { request, context in
            await Self.answer { () throws(Problem) in try await payments.bePayer(request, context) }
        }
        for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] {
            router.on("/holdfast/v1/**", method: method) { _, _ in Problem.noSuchResource.response }
        }
    }

    func grant(_ request: ReceivedRequest) throws(Problem) -> Grant {
        guard let token = request.bearerToken, let grant = credentials.grant(for: token, on: Self.wire) else {
            throw .unauthorized
        }
        return grant
    }

    private static func answer(_ handler: () async throws(Problem) -> Response) async -> Response {
        do { return try await handler() } catch { return error.response }
    }
}
