package import DialectKit
import Ledger
package import PaymentCore

/// How payments of Mollie's API look to people who look on.
extension Mollie {
    package var title: String { "Mollie" }

    package func portrait(of payment: Payment) -> Portrait {
        let details = try? PaymentDetails(canonicalBytes: payment.details.bytes)
        var portrait = Portrait(
            name: PaymentName.spell(payment.id), status: PaymentStatus.of(payment).status.rawValue,
            description: details?.description)
        portrait.reference = MetadataNames.of(details?.metadata).first
        portrait.add("Mode", details?.mode.rawValue)
        portrait.add("Methods", details?.methods.joined(separator: ", "))
        portrait.add("Capture mode", details?.captureMode)
        portrait.add("Metadata", details?.metadata.map { String(decoding: $0, as: UTF8.self) })
        portrait.add("Webhook", details?.webhookURL)
        portrait.add("Redirect", details?.redirectURL)
        return portrait
    }

    package func name(of operation: Operation) -> String? {
        switch operation.order {
        case .capture: CaptureName.spell(operation.id)
        case .refund: RefundName.spell(operation.id)
        case .authorize, .void, .reverse, .increment, .reauthorize: nil
        }
    }

    package func names(for event: Event, of payment: Payment) -> [String] {
        switch event.fact {
        case .created, .amended:
            guard let details = try? PaymentDetails(canonicalBytes: event.details.bytes) else { return [] }
            return [details.description] + MetadataNames.of(details.metadata)
        case .operation(let operation):
            // Once, when it begins.
            guard operation.startedAt == event.at, operation.state == .pending || !event.details.bytes.isEmpty else {
                return []
            }
            return name(of: operation).map { [$0] } ?? []
        case .withdrawn, .declined, .abandoned, .dispatched, .lapsed, .lapsing, .settled, .instructed, .expired,
            .remainderReleased:
            return []
        }
    }

    package func answer(
        to action: MerchantAction, refusedBy refusal: Refusal, of payment: Payment
    ) -> RefusedAnswer? {
        let name = PaymentName.spell(payment.id)
        let problem: Problem =
            switch action {
            case .capture: .capture(refusal, payment: name)
            case .void: .release(refusal, payment: name)
            case .refund: .refund(refusal, payment: name)
            }
        return RefusedAnswer(status: problem.status, words: problem.detail)
    }

    package func snippets(with keys: SnippetKeys) -> [Snippet] {
        guard let key = keys["mollie", "test"], let own = keys["holdfast", "merchant"] else { return [] }
        return [
            Snippet(
                "Authorize, be the payer, capture a part", .shell,
                """
                BASE=\(keys.origin) KEY=\(key)

                # The shop asks for EUR 10.00, to be captured later.
                ID=$(curl -s $BASE/v2/payments -H "Authorization: Bearer $KEY" \\
                  -d "amount[currency]=EUR" -d "amount[value]=10.00" -d "description=Order #12345" \\
                  -d "method=creditcard" -d "captureMode=manual" -d "redirectUrl=https://shop.example/thanks" \\
                  | grep -o 'tr_[0-9A-Za-z]*' | head -n 1)

                # The payer says yes.
                curl -s $BASE/holdfast/v1/payments/$ID/payer -H "Authorization: Bearer \(own)" \\
                  -H "Content-Type: application/json" -d '{"action": "approve"}' > /dev/null

                # EUR 8.00 is captured.
                curl -s $BASE/v2/payments/$ID/captures -H "Authorization: Bearer $KEY" \\
                  -d "amount[currency]=EUR" -d "amount[value]=8.00"
                """),
            Snippet(
                "With Mollie's Python client", .python, needs: "pip install mollie-api-python",
                """
                from mollie.api.client import Client

                mollie = Client(api_endpoint="\(keys.origin)")
                mollie.set_api_key("\(key)")
                payment = mollie.payments.create({
                    "amount": {"currency": "EUR", "value": "10.00"}, "description": "Order #12345",
                    "redirectUrl": "https://shop.example/thanks", "method": "creditcard", "captureMode": "manual",
                })
                print(payment.id, payment.status, payment.checkout_url)
                """),
        ]
    }
}
