package import DialectKit
import Ledger
package import PaymentCore

/// How payments of our own API look to people who look on.
extension HoldfastWire {
    package var title: String { "Holdfast" }

    package func portrait(of payment: Payment) -> Portrait {
        let details = try? OwnDetails(canonicalBytes: payment.details.bytes)
        var portrait = Portrait(
            name: PaymentName.spell(payment.id), status: StatusWord.of(payment), reference: details?.reference,
            description: details?.description)
        portrait.add("Metadata", details?.metadata.map { String(decoding: $0, as: UTF8.self) })
        return portrait
    }

    package func name(of operation: Operation) -> String? { OperationName.spell(operation.id) }

    package func names(for event: Event, of payment: Payment) -> [String] {
        let kept = try? OwnDetails(canonicalBytes: event.details.bytes)
        let given = [kept?.reference, kept?.description].compactMap { $0 } + MetadataNames.of(kept?.metadata)
        guard let operation = event.operation else { return given }
        return operation.startedAt == event.at ? [OperationName.spell(operation.id)] + given : []
    }

    package func answer(
        to action: MerchantAction, refusedBy refusal: Refusal, of payment: Payment
    ) -> RefusedAnswer? {
        let problem = Problem.refused(refusal)
        return RefusedAnswer(status: problem.status, words: problem.detail)
    }
}
