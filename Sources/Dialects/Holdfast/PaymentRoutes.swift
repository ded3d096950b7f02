import DialectKit
import HTTPTypes
import Hummingbird
import PaymentCore

/// Payments: created here, and read whichever wire they were born in.
struct PaymentRoutes {
    let holdfast: Holdfast
    let service: any PaymentService

    private var desk: Desk { Desk(holdfast: holdfast, service: service) }

    func create(_ request: ReceivedRequest) async throws(Problem) -> Response {
        let call = try Call(request, holdfast, example: PaymentRequest.example)
        let wanted = try PaymentRequest(call.body)
        let merchant = call.grant.merchant
        let id: PaymentID = holdfast.identifiers.next()
        let creation = Command.Creation(
            merchant: merchant, account: Call.account(of: call.grant), wire: Holdfast.wire, requested: wanted.amount,
            rail: holdfast.rail, terms: wanted.terms, details: Details(wanted.details.canonicalBytes))
        let reference = wanted.details.reference
        let outcome = try await desk.submit(
            .create(creation), on: id, for: call,
            reference: reference.map { References.claim($0, of: call.grant) },
            documents: reference.map {
                [.put(Document(key: References.key($0, of: merchant), bytes: id.canonicalBytes))]
            } ?? [])
        return Answer.payment(outcome.acceptance.payment, .created, isReplayed: outcome.isReplayed)
    }

    func get(_ request: ReceivedRequest, _ name: String?) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(request)
        return Answer.payment(try desk.payment(name, of: grant.merchant))
    }

    /// `?dialect=&reference=&status=&limit=&from=`, newest first.
    func list(_ request: ReceivedRequest) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(request)
        let wish = try ListWish(request, wires: holdfast.dialects.wires)
        if let reference = wish.reference {
            let found = try? desk.payment(reference, of: grant.merchant)
            return Answer.payments(found.map { wish.fits($0) ? [$0] : [] } ?? [], next: nil)
        }
        var found: [Payment] = []
        var from = wish.from
        var looked = 0
        while found.count <= wish.limit, looked < ListWish.lookLimit {
            let page = Page(from: from, limit: ListWish.stretch, order: .newestFirst)
            let stretch = try desk.reading { () throws(Unavailable) in
                try service.payments(ofMerchant: grant.merchant, page: page)
            }
            found += stretch.dropFirst(looked == 0 ? 0 : 1).filter(wish.fits)
            looked += stretch.count
            guard stretch.count == ListWish.stretch, let last = stretch.last else { break }
            from = last.id
        }
        let next = found.count > wish.limit ? found[wish.limit].id : nil
        return Answer.payments(Array(found.prefix(wish.limit)), next: next)
    }

    static func read(_ request: Request) async throws(Problem) -> ReceivedRequest {
        do { return try await ReceivedRequest(reading: request, publicOrigin: nil) } catch { throw .bodyTooLarge }
    }
}
