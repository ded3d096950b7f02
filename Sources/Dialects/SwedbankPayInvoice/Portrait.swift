package import DialectKit
import Ledger
package import PaymentCore

/// How invoice payments look to people who look on.
extension SwedbankPayInvoice {
    package var title: String { "Swedbank Pay invoice" }

    package func portrait(of payment: Payment) -> Portrait {
        let details = PaymentDetails.read(payment)
        var portrait = Portrait(
            name: PaymentName.spell(payment.id), status: PaymentState.of(payment).rawValue,
            reference: details?.payeeReference, description: details?.description)
        portrait.add("Number", String(Numbers.of(payment.id)))
        portrait.add("Order reference", details?.orderReference)
        portrait.add("Payer reference", details?.payerReference)
        portrait.add("Product category", details?.productCategory)
        portrait.add("Metadata", details?.metadata.map { String(decoding: $0, as: UTF8.self) })
        portrait.add("Callback", details?.urls.callback)
        return portrait
    }

    package func name(of operation: Operation) -> String? { String(Numbers.of(operation.id)) }

    package func names(for event: Event, of payment: Payment) -> [String] {
        switch event.fact {
        case .created:
            guard let details = try? PaymentDetails(canonicalBytes: event.details.bytes) else { return [] }
            let given = [details.payeeReference, details.orderReference, details.payerReference, details.description]
            return given.compactMap { $0 } + [String(Numbers.of(payment.id))] + MetadataNames.of(details.metadata)
        case .operation(let operation):
            guard operation.startedAt == event.at else { return [] }
            let reference = TransactionDetails.read(event.details).payeeReference
            return [TransactionName.spell(operation.id), String(Numbers.of(operation.id))]
                + (reference.map { [$0] } ?? [])
        case .amended, .withdrawn, .declined, .abandoned, .dispatched, .lapsed, .lapsing, .settled, .instructed,
            .expired, .remainderReleased:
            return []
        }
    }

    package func answer(
        to action: MerchantAction, refusedBy refusal: Refusal, of payment: Payment
    ) -> RefusedAnswer? {
        let kind: Transaction.Kind =
            switch action {
            case .capture: .capture
            case .void: .cancellation
            case .refund: .reversal
            }
        let problem = Problem.refused(kind, refusal)
        return RefusedAnswer(
            status: problem.status, words: problem.entries.first?.description ?? problem.detail)
    }

    package func snippets(with keys: SnippetKeys) -> [Snippet] {
        guard let token = keys["swedbankpay-invoice", "bearer"], let payee = keys["swedbankpay payee", "id"] else {
            return []
        }
        return [
            Snippet(
                "Authorize an invoice, capture it", .shell,
                """
                BASE=\(keys.origin) REFERENCE=ref$(date +%s%N)
                invoice() {  # PATH BODY
                  curl -s $BASE$1 -H "Authorization: Bearer \(token)" -H "Content-Type: application/json" -d "$2"
                }

                # The shop asks for SEK 135.00, of which SEK 25.00 is tax.
                PAYMENT=$(invoice /psp/invoice/payments '{
                  "payment": {"operation": "FinancingConsumer", "intent": "Authorization", "currency": "SEK",
                    "prices": [{"type": "Invoice", "amount": 13500, "vatAmount": 2500}],
                    "description": "Test Purchase", "userAgent": "curl", "language": "sv-SE",
                    "urls": {"completeUrl": "https://shop.example/ok", "cancelUrl": "https://shop.example/no"},
                    "payeeInfo": {"payeeId": "\(payee)", "payeeReference": "'$REFERENCE'"}},
                  "invoice": {"invoiceType": "PayExFinancingSe"}}' \\
                  | grep -o '/psp/invoice/payments/[0-9a-f-]*' | head -n 1)

                # The payer, a test person, is authorized.
                invoice $PAYMENT/authorizations '{
                  "transaction": {"activity": "FinancingConsumer"},
                  "consumer": {"socialSecurityNumber": "600307-1161", "customerNumber": "123456",
                    "email": "azra@shop.example", "msisdn": "+46739000001", "ip": "127.0.0.1"},
                  "legalAddress": {"addressee": "Azra Oliveira", "coAddress": "", "streetAddress": "Helgestavägen 9",
                    "zipCode": "19792", "city": "Bro", "countryCode": "SE"}}' > /dev/null

                # It is captured: an invoice goes to the payer.
                invoice $PAYMENT/captures '{
                  "transaction": {"activity": "FinancingConsumer", "amount": 13500, "vatAmount": 2500,
                    "payeeReference": "'$REFERENCE'1", "description": "Two parcels",
                    "itemDescriptions": [{"amount": 12500, "description": "A chair"},
                      {"amount": 1000, "description": "Shipping"}],
                    "vatSummary": [{"amount": 12500, "vatPercent": 2500, "vatAmount": 2500},
                      {"amount": 1000, "vatPercent": 0, "vatAmount": 0}]}}'
                """)
        ]
    }
}
