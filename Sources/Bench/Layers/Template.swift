import DialectKit
import Engine
import Ledger
import PaymentCore
import SQLiteStore

/// An authorized payment of a dialect, to make others like it.
struct Template {
    let birth: Payment.Birth
    let terms: Terms
    let details: Details
    let approval: Approval

    /// Of the only payment that the account of `payment` has, as its events tell it.
    init(_ payment: PaymentID, in folder: DataFolder) throws {
        try self.init(SQLiteReader(directory: folder.path, lanes: 1).events(of: payment))
    }

    init(_ events: [Event]) throws {
        guard events.count == 2, case .created(let birth, let terms) = events[0].fact,
            case .operation(let operation) = events[1].fact, case .authorize(_, let approval) = operation.order
        else { throw Trouble("the template is not an authorized payment") }
        self.birth = birth
        self.terms = terms
        self.approval = approval
        details = events[0].details
    }

    /// Creates a payment and authorizes it, in one decision.
    func creation(_ id: PaymentID) -> Work {
        let creation = Command.Creation(
            merchant: birth.merchant, account: birth.account, wire: birth.wire, requested: birth.requested,
            rail: birth.rail, terms: terms, details: details,
            authorizing: Command.Authorizing(approval: approval))
        return .submission(
            Submission(.create(creation), on: id, by: .merchant(birth.merchant)), key: nil, reference: nil)
    }

    /// Captures one minor unit of it, under a fresh idempotency key.
    func capture(_ payment: PaymentID, _ operation: OperationID, number: Int, digests: DigestKey) -> Work {
        let submission = submission(payment, operation, number: number)
        return .submission(submission, key: submission.key.map { digests.digest(of: $0.claim) }, reference: nil)
    }

    func submission(_ payment: PaymentID, _ operation: OperationID, number: Int) -> Submission {
        let key = IdempotencyKey(
            claim: Claim(account: birth.account, namespace: "idempotency", value: "bench-\(number)"),
            fingerprint: [UInt8](repeating: 7, count: 16), retention: .days(30), keepsRefusals: true)
        let command = Command.capture(operation, Command.CaptureRequest(amount: oneUnit), details)
        return Submission(command, on: payment, by: .merchant(birth.merchant), key: key)
    }

    var oneUnit: Money { Money(minorUnits: 1, currency: birth.requested.currency) }

    /// Makes `count` payments like it in a directory that nobody has open, many in a transaction.
    func fill(_ folder: DataFolder, count: Int, identifiers: IdentifierSource) throws -> [PaymentID] {
        let store = try SQLiteStore(directory: folder.path)
        let writer = BatchWriter(outbox: NobodyListens())
        let ids: [PaymentID] = (0..<count).map { _ in identifiers.next() }
        for start in stride(from: 0, to: count, by: Self.stretch) {
            let works = ids[start..<min(start + Self.stretch, count)].map(creation)
            guard case .written = try writer.write(works, to: store, at: identifiers.now()) else {
                throw Trouble("a payment was not written")
            }
        }
        try store.close()
        return ids
    }

    /// Payments in one transaction.
    private static let stretch = 4_096
}

/// No event notifies anybody.
struct NobodyListens: Outbox {
    func endpoints(for event: Event, of payment: Payment) -> [String] { [] }
}
