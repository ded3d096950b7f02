import DialectKit
import Ledger
import PaymentCore
import VippsAccess

/// Capture, cancel and refund. Source: wire/vipps.md §2.7 to §2.9 and the seed `000_0445fc54f43bf88f.txt`.
struct AdjustRoutes {
    let access: VippsAccess
    let service: any PaymentService

    /// All or a part, as often as something is left; the amount is always named.
    @Sendable func capture(_ call: Call) async throws(Problem) -> Answer {
        try call.requiredKey()
        let desk = Desk(service: service, call: call)
        let (payment, details) = try desk.payment()
        let key = call.idempotencyKey("capture")
        func refused(_ refusal: Refusal) -> Problem { .capture(refusal, desk.current(payment), details.name) }
        let checked = try await desk.checked(payment.id, key, refused: refused) { () throws(Problem) in
            let amount = try Parameters(call.parameters).amount("modificationAmount")
            try Self.mustNotBeTooSmall(amount, payment)
            return amount
        }
        let amount: Money
        switch checked {
        case .before(let acceptance): return answer(acceptance.payment, details)
        case .new(let given): amount = given
        }
        let command = Command.capture(
            access.identifiers.next(), Command.CaptureRequest(amount: amount), OperationDetails(key: call.key).kept)
        let acceptance = try await desk.submit(command, on: payment.id, key: key, refused: refused)
        if case .failed(let reason) = acceptance.operation?.state { throw .failedCapture(reason) }
        return answer(acceptance.payment, details)
    }

    /// Lets go of all that is not captured; before the payer's yes it takes the payment back. There is no amount.
    @Sendable func cancel(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let (payment, details) = try desk.payment()
        let key = call.idempotencyKey("cancel")
        func refused(_ refusal: Refusal) -> Problem {
            .cancellation(refusal, desk.current(payment), details.name, key: call.key)
        }
        let checked = try await desk.checked(payment.id, key, refused: refused) { () throws(Problem) in
            try Parameters(call.parameters).bool("cancelTransactionOnly") ?? false
        }
        let takesBackOnly: Bool
        switch checked {
        case .before(let acceptance): return answer(acceptance.payment, details)
        case .new(let given): takesBackOnly = given
        }
        if takesBackOnly || payment.state.authorizedAt == nil {
            // The payer's yes may come in between: then what is held is let go of, unless that was to be spared. So this
            // first no is not kept under the key.
            let acceptance: Acceptance?
            do throws(Problem) {
                acceptance = try await desk.submit(
                    .withdraw, on: payment.id,
                    key: call.idempotencyKey("cancel", keepsRefusals: takesBackOnly), refused: refused)
            } catch {
                guard !takesBackOnly, error == .cancellation(.alreadyAuthorized, payment, details.name, key: call.key)
                else {
                    throw error
                }
                acceptance = nil
            }
            if let acceptance { return answer(acceptance.payment, details) }
        }
        let command = Command.void(access.identifiers.next(), .rest, OperationDetails(key: call.key).kept)
        let acceptance = try await desk.submit(command, on: payment.id, key: key, refused: refused)
        return answer(acceptance.payment, details)
    }

    /// Never makes anything capturable again.
    @Sendable func refund(_ call: Call) async throws(Problem) -> Answer {
        try call.requiredKey()
        let desk = Desk(service: service, call: call)
        let (payment, details) = try desk.payment()
        let key = call.idempotencyKey("refund")
        func refused(_ refusal: Refusal) -> Problem { .refund(refusal, desk.current(payment), details.name) }
        let checked = try await desk.checked(payment.id, key, refused: refused) { () throws(Problem) in
            try Parameters(call.parameters).amount("modificationAmount")
        }
        let amount: Money
        switch checked {
        case .before(let acceptance): return answer(acceptance.payment, details)
        case .new(let given): amount = given
        }
        let command = Command.refund(access.identifiers.next(), amount, OperationDetails(key: call.key).kept)
        let acceptance = try await desk.submit(command, on: payment.id, key: key, refused: refused)
        if case .failed = acceptance.operation?.state { throw .failedRefund }
        return answer(acceptance.payment, details)
    }

    /// A rest below the smallest amount can be captured, all of it: otherwise nobody could. Source: seeds-first.md.
    private static func mustNotBeTooSmall(_ amount: Money, _ payment: Payment) throws(Problem) {
        guard !payment.capturable.isZero, amount.currency == payment.currency, amount != payment.capturable,
            let market = Market(amount.currency), amount.minorUnits < market.smallest
        else { return }
        throw .amountTooSmall
    }

    private func answer(_ payment: Payment, _ details: PaymentDetails) -> Answer {
        Answer(status: 200, body: ModificationBody(payment: payment, reference: details.reference).bytes)
    }
}

extension PaymentDetails {
    /// What errors say of the payment.
    var name: PaymentName { PaymentName(reference: reference, unit: unit) }
}
