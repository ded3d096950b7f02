import DialectKit
import PaymentCore
import VippsAccess

/// Between a handler and the engine: submits, reads, and turns every no into the API's own.
struct Desk {
    let service: any PaymentService
    let call: Call

    /// The sale unit's payment that the path names, begun with either API. Source: wire/vipps.md §2.5 and §5.
    func payment() throws(Problem) -> (Payment, PaymentDetails) {
        do throws(Unavailable) {
            let unit = call.unit.serialNumber
            if let id = try References.find(call.name, of: unit, call.grant.merchant, in: service),
                let payment = try service.payment(id), let details = PaymentDetails.read(payment)
            {
                return (payment, details)
            }
        } catch {
            throw .unavailable(error)
        }
        throw .notFound(call.name, unit: call.unit.serialNumber)
    }

    /// Whether a payment of the sale unit has the reference.
    func isTaken(_ reference: String) throws(Problem) -> Bool {
        do {
            return try References.find(reference, of: call.unit.serialNumber, call.grant.merchant, in: service) != nil
        } catch {
            throw .unavailable(error)
        }
    }

    /// As it stands now: what a refusal is told with.
    func current(_ payment: Payment) -> Payment { (try? service.payment(payment.id)) ?? payment }

    func events(of payment: Payment) throws(Problem) -> [Event] {
        do { return try service.events(of: payment.id) } catch { throw .unavailable(error) }
    }

    enum Checked<Value> {
        case new(Value)
        /// The request's key was used for it: it is answered as it was.
        case before(Acceptance)
    }

    /// What `read` makes of the request. When it is malformed or against a rule, that answer is kept under the request's key
    /// too, unless the key has one: a repeat is answered as it was, whatever the rules would say of it by now. That the key
    /// stands for another request comes after what is malformed and before the rules. Source: wire/vipps.md §2.3 and §2.13.
    func checked<Value>(
        _ id: PaymentID, _ key: IdempotencyKey?, refused: (Refusal) -> Problem,
        _ read: () throws(Problem) -> Value
    ) async throws(Problem) -> Checked<Value> {
        let problem: Problem
        do {
            return .new(try read())
        } catch {
            problem = error
        }
        guard let key, problem.isKept else { throw problem }
        let reply = await service.submit(
            Submission(.keepAnswer(problem.canonicalBytes), on: id, by: call.scope, key: key))
        switch reply {
        case .answer(let bytes, _): throw (try? Problem(canonicalBytes: bytes)) ?? problem
        case .decided(.accepted(let acceptance), _): return .before(acceptance)
        case .decided(.refused(.keyReused), _) where problem.isOfForm: throw problem
        case .decided(.refused(let refusal), _): throw refused(refusal)
        case .unavailable(let reason): throw .unavailable(reason)
        case .broken: throw .broken
        }
    }

    func submit(
        _ command: Command, on id: PaymentID, key: IdempotencyKey?, reference: Claim? = nil,
        documents: [DocumentWrite] = [], refused: (Refusal) -> Problem
    ) async throws(Problem) -> Acceptance {
        let reply = await service.submit(
            Submission(command, on: id, by: call.scope, key: key, reference: reference, documents: documents))
        switch reply {
        case .decided(.accepted(let acceptance), _): return acceptance
        case .decided(.refused(let refusal), _): throw refused(refusal)
        case .answer(let bytes, _): throw (try? Problem(canonicalBytes: bytes)) ?? .broken
        case .unavailable(let reason): throw .unavailable(reason)
        case .broken: throw .broken
        }
    }
}
