import DialectKit
import PaymentCore

/// Between a handler and the engine: finds the merchant's payments, submits, and turns every no into a problem.
struct Desk {
    let holdfast: Holdfast
    let service: any PaymentService

    /// The merchant's payment of any wire, by whatever name: ours, its wire's, or the merchant's own.
    func payment(_ name: String?, of merchant: MerchantID) throws(Problem) -> Payment {
        guard let name = name.flatMap(PathText.decoded) else { throw .paymentUnknown }
        let found = try reading { () throws(Unavailable) in
            try holdfast.dialects.payment(name, of: merchant, in: service)
        }
        guard let found else { throw .paymentUnknown }
        return found
    }

    struct Outcome {
        let acceptance: Acceptance
        let isReplayed: Bool
    }

    func submit(
        _ command: Command, on id: PaymentID, for call: Call, reference: Claim? = nil, documents: [DocumentWrite] = []
    ) async throws(Problem) -> Outcome {
        let submission = Submission(
            command, on: id, by: .merchant(call.grant.merchant), key: try call.key(), reference: reference,
            documents: documents)
        switch await service.submit(submission) {
        case .decided(.accepted(let acceptance), let isReplayed):
            return Outcome(acceptance: acceptance, isReplayed: isReplayed)
        case .decided(.refused(let refusal), let isReplayed): throw .refused(refusal, isReplayed: isReplayed)
        case .unavailable: throw .unavailable
        case .broken, .answer: throw .broken
        }
    }

    func reading<Value>(_ body: () throws(Unavailable) -> Value) throws(Problem) -> Value {
        do { return try body() } catch { throw .unavailable }
    }
}
