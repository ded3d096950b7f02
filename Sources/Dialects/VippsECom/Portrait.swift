package import DialectKit
import Ledger
package import PaymentCore
import VippsAccess

/// How payments of the eCom API look to people who look on.
extension VippsECom {
    package var title: String { "Vipps eCom" }

    /// The last movement in the API's own word: what the newest entry of the transaction log would be.
    package func portrait(of payment: Payment) -> Portrait {
        PaymentDetails.portrait(of: payment, status: Self.status(of: payment))
    }

    private static func status(of payment: Payment) -> String {
        switch payment.phase {
        case .open: Operation.initiate.rawValue
        case .withdrawn: Operation.cancel.rawValue
        case .abandoned: "REJECTED"
        case .declined: "FAILED"
        case .voided, .expired: Operation.void.rawValue
        case .authorized: Operation.reserve.rawValue
        case .partiallyCaptured, .captured: (payment.refunded.isZero ? Operation.capture : .refund).rawValue
        }
    }

    private typealias Operation = TransactionLog.Operation

    package func name(of operation: PaymentCore.Operation) -> String? { TransactionNumber.spell(operation) }

    package func names(for event: Event, of payment: Payment) -> [String] {
        PaymentDetails.names(for: event, of: payment)
    }

    package func answer(
        to action: MerchantAction, refusedBy refusal: Refusal, of payment: Payment
    ) -> RefusedAnswer? {
        guard let details = PaymentDetails.read(payment) else { return nil }
        let name = OrderName(order: details.reference, unit: details.unit)
        let code: ErrorCode =
            switch action {
            case .capture: .capture(refusal, payment, name)
            case .void: .cancellation(refusal, payment, name, releasesRest: true)
            case .refund: .refund(refusal, payment, name)
            }
        return RefusedAnswer(status: code.status, words: "\(code.code): \(code.message)")
    }

    package func snippets(with keys: SnippetKeys) -> [Snippet] {
        guard let client = keys["vipps client", "id"], let both = keys["vipps client", "id and secret"],
            let subscription = keys["vipps subscription", "key"], let unit = keys["vipps sale unit", "reserve capture"]
        else { return [] }
        let secret = String(both.dropFirst(client.utf8.count + 1))
        return [
            Snippet(
                "Initiate, approve, capture a part", .shell,
                """
                BASE=\(keys.origin) ORDER=order-$(date +%s%N)
                SUBSCRIPTION="Ocp-Apim-Subscription-Key: \(subscription)"

                TOKEN=$(curl -s -X POST $BASE/accesstoken/get -H "$SUBSCRIPTION" \\
                  -H "client_id: \(client)" -H "client_secret: \(secret)" \\
                  | grep -o '"access_token" *: *"[^"]*"' | cut -d '"' -f 4)
                ecom() {  # PATH KEY BODY
                  curl -s $BASE/ecomm/v2/$1 -H "Authorization: Bearer $TOKEN" -H "$SUBSCRIPTION" \\
                    -H "X-Request-Id: $2" -H "Content-Type: application/json" -d "$3"
                }

                # The shop asks for NOK 200.00.
                TOKEN_OF_PAYER=$(ecom payments initiate-$ORDER '{
                  "merchantInfo": {"merchantSerialNumber": "\(unit)", "fallBack": "https://shop.example/thanks",
                    "callbackPrefix": "https://shop.example/vipps"},
                  "customerInfo": {"mobileNumber": "91234567"},
                  "transaction": {"orderId": "'$ORDER'", "amount": 20000, "transactionText": "One pair of socks"}}' \\
                  | grep -o 'token=[^"&]*' | cut -d = -f 2)

                # The payer approves, as the test API has it.
                ecom integration-test/payments/$ORDER/approve approve-$ORDER \\
                  '{"customerPhoneNumber": "91234567", "token": "'$TOKEN_OF_PAYER'"}' > /dev/null

                # NOK 150.00 is captured.
                ecom payments/$ORDER/capture capture-$ORDER '{
                  "merchantInfo": {"merchantSerialNumber": "\(unit)"},
                  "transaction": {"amount": 15000, "transactionText": "Shipped"}}'
                """)
        ]
    }
}
