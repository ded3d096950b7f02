struct CheckoutComShop: Shop {
    let name = "Checkout.com"
    let created = 201
    let captured = 202

    func create(_ request: inout [UInt8], _ number: Int) {
        request.append(
            "POST", "/payments", Key.checkout,
            """
            {"source":{"type":"card","number":"4242424242424242","expiry_month":6,"expiry_year":2035,"cvv":"100"},\
            "amount":10000,"currency":"EUR","capture":false}
            """)
    }

    func payment(_ answer: Answer, _ number: Int) -> String? { answer.name("pay_") }

    func capture(_ request: inout [UInt8], _ payment: String, _ number: Int) {
        request.append(
            "POST", "/payments/\(payment)/captures",
            Key.checkout + "Cko-Idempotency-Key: bench-\(number)\r\n", #"{"amount":10000}"#)
    }

    func tellsOfCapture(_ answer: Answer) -> Bool { answer.contains(#""action_id""#) }
}
