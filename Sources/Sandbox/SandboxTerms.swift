package import DialectKit
package import PaymentCore

/// The engine as a sandbox's dialects see it: what the payer agrees to gets the terms that the merchant chose.
package struct SandboxTerms: ForwardingService {
    package let inner: any PaymentService

    package init(_ inner: any PaymentService) { self.inner = inner }

    package func submit(_ submission: Submission) async -> Reply {
        guard case .decide(let command) = submission.intent else { return await inner.submit(submission) }
        do {
            guard let changed = try changed(command, of: submission.scope.merchant) else {
                return await inner.submit(submission)
            }
            return await inner.submit(
                Submission(
                    changed, on: submission.payment, by: submission.scope, key: submission.key,
                    reference: submission.reference, documents: submission.documents))
        } catch {
            return .unavailable(error)
        }
    }

    private func changed(_ command: Command, of merchant: MerchantID) throws(Unavailable) -> Command? {
        switch command {
        case .authorize(let id, let approval): return .authorize(id, try settings(of: merchant).applied(to: approval))
        case .create(let creation):
            guard let authorizing = creation.authorizing else { return nil }
            let approval = try settings(of: merchant).applied(to: authorizing.approval)
            return .create(creation.authorizing(by: approval))
        case .amend, .withdraw, .decline, .abandon, .capture, .void, .refund, .reverse, .increment, .reauthorize,
            .lapse,
            .warnOfLapse, .settle, .expire, .releaseRemainder, .captureAutomatically, .instruct, .callBack, .dispatch,
            .resolve:
            return nil
        }
    }

    private func settings(of merchant: MerchantID) throws(Unavailable) -> SandboxSettings {
        guard let document = try inner.document(SandboxSettings.key(of: merchant)) else { return SandboxSettings() }
        return (try? SandboxSettings(canonicalBytes: document.bytes)) ?? SandboxSettings()
    }
}
