import DialectKit
import PaymentCore

/// Between a handler and the engine: submits, reads, and turns every no into Swedbank Pay's own.
struct Desk {
    let service: any PaymentService
    let call: Call

    /// The payee's payment that the path names.
    func payment() throws(Problem) -> (Payment, PaymentDetails) {
        guard let id = PaymentName.read(call.name("payment")) else { throw .notFound }
        let found = try reading { () throws(Unavailable) in try service.payment(id) }
        guard let payment = found, payment.birth.account == call.account, let details = PaymentDetails.read(payment)
        else { throw .notFound }
        return (payment, details)
    }

    /// A payment with everything that is told of it.
    func view(_ payment: Payment, _ details: PaymentDetails) throws(Problem) -> PaymentView {
        let events = try reading { () throws(Unavailable) in try service.events(of: payment.id) }
        let address = try document(ApprovedAddress.key(of: payment))
        let abort = try document(AbortReason.key(of: payment))
        return PaymentView(
            payment: payment, details: details, transactions: Transactions(events, of: payment),
            approvedAddress: address.flatMap { try? Address(canonicalBytes: $0.bytes) },
            buyer: try reading { () throws(Unavailable) in try Buyer.of(payment, details, in: service) },
            abortReason: abort.map { String(decoding: $0.bytes, as: UTF8.self) },
            now: service.now(of: payment.birth.merchant))
    }

    /// The payment as the decision left it.
    func view(_ acceptance: Acceptance, _ details: PaymentDetails) throws(Problem) -> PaymentView {
        try view(acceptance.payment, details)
    }

    func submit(
        _ command: Command, on id: PaymentID, reference: String? = nil, documents: [DocumentWrite] = [],
        refused: (Refusal) -> Problem
    ) async throws(Problem) -> Acceptance {
        let claim = reference.map { PayeeReferences.claim($0, in: call.account) }
        let reply = await service.submit(
            Submission(command, on: id, by: call.scope, reference: claim, documents: documents))
        switch reply {
        case .decided(.accepted(let acceptance), _): return acceptance
        case .decided(.refused(.referenceTaken), _):
            throw .referenceTaken(try PayeeReferences.user(of: reference ?? "", at: self))
        case .decided(.refused(let refusal), _): throw refused(refusal)
        case .unavailable(let reason): throw .unavailable(reason)
        case .broken, .answer: throw .internalError
        }
    }

    func write(_ documents: [DocumentWrite]) async throws(Problem) {
        do { try await service.write(documents) } catch { throw .unavailable(error) }
    }

    func document(_ key: DocumentKey) throws(Problem) -> Document? {
        try reading { () throws(Unavailable) in try service.document(key) }
    }

    private func reading<Value>(_ body: () throws(Unavailable) -> Value) throws(Problem) -> Value {
        do { return try body() } catch { throw .unavailable(error) }
    }
}
