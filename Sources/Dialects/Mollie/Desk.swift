import DialectKit
import PaymentCore

/// Between a handler and the engine: submits, reads, and turns every no into Mollie's own.
struct Desk {
    let service: any PaymentService
    let call: Call

    struct Outcome {
        let acceptance: Acceptance
        let isReplayed: Bool

        /// The operation that was asked for, as of the decision.
        var asked: OperationRecord? {
            guard let id = acceptance.operation?.id else { return nil }
            return acceptance.events.operations.first { $0.operation.id == id }
        }
    }

    /// What `read` makes of the request. When it is malformed, that answer is kept under the request's key too, and a
    /// key that was used before is answered as it was then. Source: wire/mollie.md §8.
    func checked<Value>(
        _ id: PaymentID, _ read: (Call) throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        let problem: Problem
        do {
            return try read(call)
        } catch {
            problem = error
        }
        guard let key = try key() else { throw problem }
        let reply = await service.submit(
            Submission(.keepAnswer(problem.canonicalBytes), on: id, by: call.scope, key: key))
        switch reply {
        case .answer(let bytes, let replayed):
            guard replayed, let first = try? Problem(canonicalBytes: bytes) else { throw problem }
            throw first.replayed
        case .decided(.refused(.keyReused), _): throw .keyReused
        case .decided: throw problem
        case .unavailable(let reason): throw .unavailable(reason)
        case .broken: throw .internalError
        }
    }

    /// The name for what a request makes, when that is no payment: `fresh`, or the one that the request's key was given
    /// before, so that a repeat finds what the first one made. Source: wire/mollie.md §8.
    func name<Kind>(_ fresh: Identifier<Kind>) async throws(Problem) -> Identifier<Kind> {
        guard let key = try key() else { return fresh }
        let reply = await service.submit(
            Submission(
                .keepAnswer(fresh.bytes), on: PaymentID(high: fresh.high, low: fresh.low), by: call.scope, key: key))
        switch reply {
        case .answer(let bytes, _):
            guard let first = try? Identifier<Kind>(canonicalBytes: bytes) else { throw .keyReused }
            return first
        case .decided(.refused(.keyReused), _): throw .keyReused
        case .unavailable(let reason): throw .unavailable(reason)
        case .decided, .broken: throw .internalError
        }
    }

    func submit(
        _ command: Command, on id: PaymentID, documents: [DocumentWrite] = [], refused: (Refusal) -> Problem
    ) async throws(Problem) -> Outcome {
        let reply = await service.submit(
            Submission(command, on: id, by: call.scope, key: try key(), documents: documents))
        switch reply {
        case .decided(.accepted(let acceptance), let isReplayed):
            return Outcome(acceptance: acceptance, isReplayed: isReplayed)
        case .decided(.refused(.paymentUnknown), let isReplayed):
            throw mark(wrongMode(id) ?? refused(.paymentUnknown), isReplayed)
        case .decided(.refused(let refusal), let isReplayed): throw mark(refused(refusal), isReplayed)
        case .answer(let bytes, let isReplayed):
            throw mark((try? Problem(canonicalBytes: bytes)) ?? .internalError, isReplayed)
        case .unavailable(let reason): throw .unavailable(reason)
        case .broken: throw .internalError
        }
    }

    func payment(_ name: String, unknown: (String) -> Problem) throws(Problem) -> Payment {
        guard let id = PaymentName.read(name),
            let payment = try reading({ () throws(Unavailable) in try service.payment(id) })
        else {
            throw unknown(name)
        }
        guard payment.birth.account == call.account else { throw wrongMode(id) ?? unknown(name) }
        return payment
    }

    func payments(_ page: Page) throws(Problem) -> [Payment] {
        try reading { () throws(Unavailable) in try service.payments(of: call.account, page: page) }
    }

    func document(_ key: DocumentKey) throws(Problem) -> Document? {
        try reading { () throws(Unavailable) in try service.document(key) }
    }

    func documents(of collection: DocumentCollection, page: DocumentPage) throws(Problem) -> [Document] {
        try reading { () throws(Unavailable) in try service.documents(of: collection, page: page) }
    }

    func events(of id: PaymentID) throws(Problem) -> [Event] {
        try reading { () throws(Unavailable) in try service.events(of: id) }
    }

    func operations(of id: PaymentID) throws(Problem) -> [OperationRecord] {
        try reading { () throws(Unavailable) in try service.events(of: id).operations }
    }

    /// The payment that `from` names; it must be one of the list. Source: wire/mollie.md §7.
    func cursor(_ text: String) throws(Problem) -> PaymentID {
        guard let id = PaymentName.read(text),
            let payment = try reading({ () throws(Unavailable) in try service.payment(id) }),
            payment.birth.account == call.account
        else { throw ListRequest.invalidCursor }
        return id
    }

    /// What the merchant is settled, for answers that no key keeps.
    func rate() throws(Problem) -> SettlementRate {
        try reading { () throws(Unavailable) in try SettlementRate(of: call.grant.merchant, in: service) }
    }

    func body(
        of payment: Payment, at rate: SettlementRate? = nil, isListItem: Bool = false
    ) throws(Problem) -> PaymentBody {
        do { return try PaymentBody(payment, links: call.links, at: rate, isListItem: isListItem) } catch {
            throw .internalError
        }
    }

    private func key() throws(Problem) -> IdempotencyKey? {
        guard let key = call.key else { return nil }
        guard (1...255).contains(key.claim.value.utf8.count) else { throw .keyTooLong }
        return key
    }

    /// The payment is the merchant's, but lives in the other mode. Source: wire/mollie.md §9.
    private func wrongMode(_ id: PaymentID) -> Problem? {
        guard let payment = try? service.payment(id) else { return nil }
        let other: Mode = call.mode == .test ? .live : .test
        guard payment.birth.account == other.account(of: call.grant) else { return nil }
        return .wrongMode(PaymentName.spell(id))
    }

    private func mark(_ problem: Problem, _ isReplayed: Bool) -> Problem { isReplayed ? problem.replayed : problem }

    func reading<Value>(_ body: () throws(Unavailable) -> Value) throws(Problem) -> Value {
        do { return try body() } catch { throw .unavailable(error) }
    }
}
