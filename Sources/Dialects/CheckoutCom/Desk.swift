import DialectKit
import PaymentCore

/// Between a handler and the engine: submits, reads, and turns every no into Checkout.com's own.
struct Desk {
    let checkout: CheckoutCom
    let service: any PaymentService
    let call: Call

    /// The merchant's time: cards and card tokens end by it, as payments do.
    var now: Instant { service.now(of: call.merchant) }

    func submit(
        _ command: Command, on id: PaymentID, reference: Claim? = nil, documents: [DocumentWrite] = [],
        refused: (Refusal) -> Problem
    ) async throws(Problem) -> Acceptance {
        let reply = await service.submit(
            Submission(
                command, on: id, by: call.scope, key: try call.key(), reference: reference, documents: documents))
        switch reply {
        case .decided(.accepted(let acceptance), _): return acceptance
        case .decided(.refused(let refusal), _): throw refused(refusal)
        case .unavailable(let reason): throw .unavailable(reason)
        case .broken, .answer: throw .internalError
        }
    }

    /// What was decided under the request's key before. A request that would be refused by now is answered so too: its card
    /// has expired, its token is used up. Source: wire/checkout.md §8.
    func known() async throws(Problem) -> Acceptance? {
        guard try call.key() != nil else { return nil }
        do {
            // Nothing of that name exists: unless the key is known, this is refused, and nothing is kept of it.
            return try await submit(.withdraw, on: checkout.identifiers.next()) {
                $0 == .paymentUnknown ? .notFound : .internalError
            }
        } catch  where error == .notFound {
            return nil
        }
    }

    /// The payment that the path names.
    func paymentID() throws(Problem) -> PaymentID {
        guard let id = PaymentName.read(call.name("payment")) else { throw .notFound }
        return id
    }

    func payment() throws(Problem) -> Payment {
        let id = try paymentID()
        guard let payment = try reading({ () throws(Unavailable) in try service.payment(id) }),
            payment.birth.account == call.account
        else { throw .notFound }
        return payment
    }

    func payments(_ page: Page) throws(Problem) -> [Payment] {
        try reading { () throws(Unavailable) in try service.payments(of: call.account, page: page) }
    }

    func events(of id: PaymentID) throws(Problem) -> [Event] {
        try reading { () throws(Unavailable) in try service.events(of: id) }
    }

    func write(_ documents: [DocumentWrite]) async throws(Problem) {
        do { try await service.write(documents) } catch { throw .unavailable(error) }
    }

    /// Unless there is one of that name already, which is `taken`. `others` go with it.
    func write(new document: Document, and others: [DocumentWrite], _ taken: () -> Problem) async throws(Problem) {
        do throws(DocumentsNotWritten) {
            try await service.write([.put(document)] + others, where: [.isFree(document.key)])
        } catch {
            switch error {
            case .conflict: throw taken()
            case .unavailable(let reason): throw .unavailable(reason)
            }
        }
    }

    func document(_ key: DocumentKey) throws(Problem) -> Document? {
        try reading { () throws(Unavailable) in try service.document(key) }
    }

    func documents(of collection: DocumentCollection, page: DocumentPage) throws(Problem) -> [Document] {
        try reading { () throws(Unavailable) in try service.documents(of: collection, page: page) }
    }

    private func reading<Value>(_ body: () throws(Unavailable) -> Value) throws(Problem) -> Value {
        do { return try body() } catch { throw .unavailable(error) }
    }
}
