package import DialectKit
import Ledger
package import PaymentCore

/// How payments of Checkout.com's API look to people who look on.
extension CheckoutCom {
    package var title: String { "Checkout.com" }

    package func portrait(of payment: Payment) -> Portrait {
        let details = try? PaymentDetails(canonicalBytes: payment.details.bytes)
        var portrait = Portrait(
            name: PaymentName.spell(payment.id), status: PaymentStatus.of(payment).rawValue,
            reference: details?.reference, description: details?.description)
        portrait.add("Payment type", details?.paymentType)
        portrait.add("Customer", details?.customer?.email ?? details?.customer?.name)
        portrait.add("Metadata", details?.metadata.map { String(decoding: $0, as: UTF8.self) })
        return portrait
    }

    package func name(of operation: Operation) -> String? { ActionName.spell(operation.id) }

    package func names(for event: Event, of payment: Payment) -> [String] {
        switch event.fact {
        case .created, .amended:
            guard let details = try? PaymentDetails(canonicalBytes: event.details.bytes) else { return [] }
            return [details.reference, details.description].compactMap { $0 } + MetadataNames.of(details.metadata)
        case .operation(let operation):
            guard operation.startedAt == event.at else { return [] }
            return [ActionName.spell(operation.id), OperationDetails.read(event.details)?.reference]
                .compactMap { $0 }
        case .withdrawn, .declined, .abandoned, .dispatched, .lapsed, .lapsing, .settled, .instructed, .expired,
            .remainderReleased:
            return []
        }
    }

    package func answer(
        to action: MerchantAction, refusedBy refusal: Refusal, of payment: Payment
    ) -> RefusedAnswer? {
        let problem: Problem =
            switch action {
            case .capture: .capture(refusal, hasCaptures: payment.capturesCounted > 0)
            case .void: .void(refusal)
            case .refund: .refund(refusal)
            }
        let words =
            problem.codes.isEmpty
            ? ["no body: \(action.rawValue) not allowed"] : problem.codes
        return RefusedAnswer(status: problem.status, words: words.joined(separator: ", "))
    }

    package func snippets(with keys: SnippetKeys) -> [Snippet] {
        guard let key = keys["checkoutcom", "nas secret"], let open = keys["checkoutcom", "nas public"] else {
            return []
        }
        return [
            Snippet(
                "Authorize a card, capture a part", .shell,
                """
                BASE=\(keys.origin) KEY=\(key)

                # USD 70.00 is authorized on a test card.
                ID=$(curl -s $BASE/payments -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d '{
                  "source": {"type": "card", "number": "4242424242424242", "expiry_month": 6, "expiry_year": 2030},
                  "amount": 7000, "currency": "USD", "capture": false, "reference": "ORD-5023-4E89"}' \\
                  | grep -o 'pay_[a-z2-7]*' | head -n 1)

                # Half of it is captured.
                curl -s $BASE/payments/$ID/captures -H "Authorization: Bearer $KEY" \\
                  -H "Content-Type: application/json" -d '{"amount": 3500, "reference": "ORD-5023-4E89"}'
                """),
            Snippet(
                "With Checkout.com's Python SDK", .python, needs: "pip install checkout-sdk",
                """
                from checkout_sdk.checkout_sdk import CheckoutSdk
                from checkout_sdk.environment import Environment

                here = "\(keys.origin)/"
                environment = Environment(here, here + "connect/token", here, here, here, here, here, is_sandbox=True)
                api = CheckoutSdk.builder().secret_key("\(key)").public_key("\(open)") \\
                    .environment(environment).use_legacy_domain().build()
                payment = api.payments.request_payment({
                    "source": {"type": "card", "number": "4242424242424242", "expiry_month": 6, "expiry_year": 2030},
                    "amount": 7000, "currency": "USD", "capture": False, "reference": "ORD-5023-4E89",
                })
                print(payment.id, payment.status)
                """),
        ]
    }
}
