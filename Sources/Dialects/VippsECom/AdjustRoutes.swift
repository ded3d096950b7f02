import DialectKit
import PaymentCore
import VippsAccess

/// Capture, cancel and refund. Source: wire/vipps.md §4.2 and §4.3 and the seed `001_7ea09a288ba2e1a7.txt`.
struct AdjustRoutes {
    let access: VippsAccess
    let service: any PaymentService

    @Sendable func capture(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let (payment, details) = try desk.payment()
        let request = try AdjustRequest(call)
        try request.mustNotBeTooSmall(unlessAllOf: payment.capturable)
        let account = payment.birth.account
        let command = Command.capture(
            access.identifiers.next(), Command.CaptureRequest(amount: request.amount), kept(request, call))
        let acceptance = try await desk.submit(
            command, on: payment.id, of: account, key: call.key("capture", in: account, request.fingerprinted)
        ) { refusal in
            // With an amount it is too high, without one there is nothing to do. Source: §4.8.
            let code = ErrorCode.capture(refusal, desk.current(payment), details.order)
            return code == .alreadyProcessed && request.amount != nil ? .captureTooHigh : code
        }
        if case .failed(let reason) = acceptance.operation?.state { throw Problem(.failedCapture(reason)) }
        return try answer(acceptance, details, request, .captured)
    }

    @Sendable func refund(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let (payment, details) = try desk.payment()
        let request = try AdjustRequest(call)
        try request.mustNotBeTooSmall()
        let account = payment.birth.account
        let command = Command.refund(access.identifiers.next(), request.amount, kept(request, call))
        let acceptance = try await desk.submit(
            command, on: payment.id, of: account, key: call.key("refund", in: account, request.fingerprinted)
        ) { .refund($0, desk.current(payment), details.order) }
        if case .failed = acceptance.operation?.state { throw Problem(.refundFailed) }
        return try answer(acceptance, details, request, .refunded)
    }

    /// Takes the payment back, or lets go of what is held. What was captured stands in the way, unless the merchant says
    /// `shouldReleaseRemainingFunds`, which "will default to `false`": the seed.
    @Sendable func cancel(_ call: Call) async throws(Problem) -> Answer {
        let desk = Desk(service: service, call: call)
        let (payment, details) = try desk.payment()
        let request = try AdjustRequest(call)
        let releasesRest = try call.body.bool("shouldReleaseRemainingFunds") ?? false
        let account = payment.birth.account
        func refused(_ refusal: Refusal) -> ErrorCode {
            .cancellation(refusal, desk.current(payment), details.order, releasesRest: releasesRest)
        }
        if payment.state.authorizedAt == nil {
            // The payer's yes may come in between: then what is held is let go of.
            var cameBetween = false
            do throws(Problem) {
                let acceptance = try await desk.submit(.withdraw, on: payment.id, of: account) { refusal in
                    cameBetween = refusal == .alreadyAuthorized
                    return refused(refusal)
                }
                return try answer(acceptance, details, request, .cancelled)
            } catch {
                guard cameBetween else { throw error }
            }
        }
        let command = Command.void(access.identifiers.next(), releasesRest ? .rest : .all, kept(request, call))
        let acceptance = try await desk.submit(command, on: payment.id, of: account, refused: refused)
        return try answer(acceptance, details, request, .cancelled)
    }

    private func kept(_ request: AdjustRequest, _ call: Call) -> Details {
        OperationDetails(text: request.text, key: call.requestID).kept
    }

    private func answer(
        _ acceptance: Acceptance, _ details: PaymentDetails, _ request: AdjustRequest, _ kind: AdjustmentBody.Kind
    ) throws(Problem) -> Answer {
        guard let event = acceptance.operationEvent ?? acceptance.events.first else { throw Problem(.internalError) }
        let body = AdjustmentBody(
            kind: kind, payment: acceptance.payment, details: details, event: event, text: request.text)
        return Answer(status: 200, body: body.bytes, mediaType: Problem.mediaType)
    }
}

extension PaymentDetails {
    /// What errors say of the order.
    var order: OrderName { OrderName(order: reference, unit: unit) }
}
