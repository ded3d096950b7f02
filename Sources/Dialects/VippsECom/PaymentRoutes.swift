import DialectKit
import Ledger
import PaymentCore
import VippsAccess

/// `/ecomm/v2/payments`: initiate, details, status. Source: wire/vipps.md §4.1 and §4.4.
struct PaymentRoutes {
    let access: VippsAccess
    let service: any PaymentService

    /// Not idempotent: a second one with the same order is refused, whatever it says.
    @Sendable func initiate(_ call: Call) async throws(Problem) -> Answer {
        guard let unit = try call.unit().0 else { throw Problem(.merchantNotAllowed) }
        let request = try InitiateRequest(call.body, unit, isSandbox: access.rail == .simulated)
        let details = request.details
        let account = unit.account(of: call.grant)
        let id: PaymentID = access.identifiers.next()
        let creation = Command.Creation(
            merchant: call.grant.merchant, account: account, wire: VippsECom.wire, requested: request.amount,
            rail: access.rail, terms: details.openTerms, details: Details(details.canonicalBytes))
        let entry = References.entry(details.reference, of: details.unit, call.grant.merchant, leadingTo: id)
        _ = try await Desk(service: service, call: call).submit(
            .create(creation), on: id, of: account, reference: References.claim(details.reference, in: account),
            documents: [entry]
        ) { $0 == .referenceTaken ? .duplicateOrder : .internalError }
        var json = JSONWriter()
        json.object {
            $0.string("orderId", details.reference)
            $0.string(
                "url",
                details.flow == "NATIVE_REDIRECT" ? LandingLink.app(id) : LandingLink.web(call.origin, id))
        }
        return Answer(status: 200, body: json.bytes, mediaType: Problem.mediaType)
    }

    @Sendable func details(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let (payment, details) = try desk.paymentToRead()
        let log = TransactionLog(try desk.events(of: payment), of: payment, details)
        let now = service.now(of: call.grant.merchant)
        let body = DetailsBody(payment: payment, details: details, log: log, now: now)
        return Answer(status: 200, body: body.bytes, mediaType: Problem.mediaType)
    }

    /// Deprecated, and answered still.
    @Sendable func status(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let (payment, details) = try desk.paymentToRead()
        let log = TransactionLog(try desk.events(of: payment), of: payment, details)
        guard let last = log.entries.first else { throw Problem(.internalError) }
        var json = JSONWriter()
        json.object { json in
            json.string("orderId", details.reference)
            json.object("transactionInfo") {
                $0.int("amount", last.amount.minorUnits)
                $0.string("status", log.status)
                $0.string("timeStamp", InstantSpelling.zuluMilliseconds(last.at.milliseconds))
                $0.string("transactionId", last.transactionID)
            }
        }
        return Answer(status: 200, body: json.bytes, mediaType: Problem.mediaType)
    }
}
