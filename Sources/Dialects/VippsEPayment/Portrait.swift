package import DialectKit
import Ledger
package import PaymentCore
import VippsAccess

/// How payments of the ePayment API look to people who look on.
extension VippsEPayment {
    package var title: String { "Vipps MobilePay ePayment" }

    package func portrait(of payment: Payment) -> Portrait {
        var portrait = PaymentDetails.portrait(of: payment, status: PaymentState.of(payment).rawValue)
        let cancelled = Aggregate(payment).cancelled
        if !cancelled.isZero { portrait.add("Cancelled amount", cancelled.description) }
        return portrait
    }

    package func name(of operation: Operation) -> String? { TransactionNumber.spell(operation) }

    package func names(for event: Event, of payment: Payment) -> [String] {
        PaymentDetails.names(for: event, of: payment)
    }

    package func answer(
        to action: MerchantAction, refusedBy refusal: Refusal, of payment: Payment
    ) -> RefusedAnswer? {
        guard let details = PaymentDetails.read(payment) else { return nil }
        let name = PaymentName(reference: details.reference, unit: details.unit)
        let problem: Problem =
            switch action {
            case .capture: .capture(refusal, payment, name)
            case .void: .cancellation(refusal, payment, name, key: nil)
            case .refund: .refund(refusal, payment, name)
            }
        return RefusedAnswer(status: problem.status, words: problem.detail)
    }

    package func snippets(with keys: SnippetKeys) -> [Snippet] {
        guard let client = keys["vipps client", "id"], let both = keys["vipps client", "id and secret"],
            let subscription = keys["vipps subscription", "key"], let unit = keys["vipps sale unit", "reserve capture"]
        else { return [] }
        let secret = String(both.dropFirst(client.utf8.count + 1))
        return [
            Snippet(
                "Reserve, approve, capture a part", .shell,
                """
                BASE=\(keys.origin) REFERENCE=acme-shop-$(date +%s%N)
                SUBSCRIPTION="Ocp-Apim-Subscription-Key: \(subscription)"
                UNIT="Merchant-Serial-Number: \(unit)"

                TOKEN=$(curl -s -X POST $BASE/accesstoken/get -H "$SUBSCRIPTION" -H "$UNIT" \\
                  -H "client_id: \(client)" -H "client_secret: \(secret)" \\
                  | grep -o '"access_token" *: *"[^"]*"' | cut -d '"' -f 4)
                vipps() {  # PATH KEY BODY
                  curl -s $BASE/epayment/v1/$1 -H "Authorization: Bearer $TOKEN" -H "$SUBSCRIPTION" -H "$UNIT" \\
                    -H "Idempotency-Key: $2" -H "Content-Type: application/json" -d "$3"
                }

                # The shop asks for NOK 499.00.
                vipps payments create-$REFERENCE '{
                  "amount": {"currency": "NOK", "value": 49900}, "paymentMethod": {"type": "WALLET"},
                  "customer": {"phoneNumber": "4791234567"}, "reference": "'$REFERENCE'",
                  "returnUrl": "https://shop.example/thanks", "userFlow": "WEB_REDIRECT",
                  "paymentDescription": "A pair of socks"}' > /dev/null

                # The payer approves, as the test API has it.
                vipps test/payments/$REFERENCE/approve approve-$REFERENCE \\
                  '{"customer": {"phoneNumber": "4791234567"}}' > /dev/null

                # NOK 200.00 is captured.
                vipps payments/$REFERENCE/capture capture-$REFERENCE \\
                  '{"modificationAmount": {"currency": "NOK", "value": 20000}}'
                """)
        ]
    }
}
