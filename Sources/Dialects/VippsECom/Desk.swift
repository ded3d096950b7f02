import DialectKit
import PaymentCore
import VippsAccess

/// Between a handler and the engine: submits, reads, and turns every no into the API's own.
struct Desk {
    let service: any PaymentService
    let call: Call

    /// The unit's order that the path names. What ePayment began is not there for eCom. Source: wire/vipps.md §5.
    func payment() throws(Problem) -> (Payment, PaymentDetails) {
        let (unit, number) = try call.unit()
        guard let unit else { throw Problem(.unknownOrder(call.order, unit: number)) }
        return try find(in: unit)
    }

    /// The same for a request without a body.
    func paymentToRead() throws(Problem) -> (Payment, PaymentDetails) { try find(in: call.headerUnit) }

    private func find(in unit: SaleUnit?) throws(Problem) -> (Payment, PaymentDetails) {
        do throws(Unavailable) {
            let merchant = call.grant.merchant
            let id: PaymentID? =
                if let unit {
                    try References.find(call.order, of: unit.serialNumber, merchant, in: service)
                } else {
                    try References.find(call.order, merchant, in: service)
                }
            if let id, let payment = try service.payment(id), let details = PaymentDetails.read(payment),
                details.interface == .eCom
            {
                return (payment, details)
            }
        } catch {
            throw .unavailable(error)
        }
        let number = unit?.serialNumber ?? call.grant.saleUnits.first?.serialNumber ?? ""
        throw Problem(.unknownOrder(call.order, unit: number))
    }

    /// As it stands now: what a refusal is told with.
    func current(_ payment: Payment) -> Payment { (try? service.payment(payment.id)) ?? payment }

    func events(of payment: Payment) throws(Problem) -> [Event] {
        do { return try service.events(of: payment.id) } catch { throw .unavailable(error) }
    }

    func submit(
        _ command: Command, on id: PaymentID, of account: AccountID, key: IdempotencyKey? = nil,
        reference: Claim? = nil, documents: [DocumentWrite] = [], refused: (Refusal) -> ErrorCode
    ) async throws(Problem) -> Acceptance {
        let reply = await service.submit(
            Submission(
                command, on: id, by: .account(account, of: call.grant.merchant), key: key, reference: reference,
                documents: documents))
        switch reply {
        case .decided(.accepted(let acceptance), _): return acceptance
        case .decided(.refused(let refusal), _): throw Problem(refused(refusal))
        case .unavailable(let reason): throw .unavailable(reason)
        case .answer, .broken: throw Problem(.internalError)
        }
    }
}
