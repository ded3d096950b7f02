struct MollieShop: Shop {
    let name = "Mollie"
    let created = 201
    let approved: Int? = 200
    let captured = 201

    func create(_ request: inout [UInt8], _ number: Int) {
        request.append(
            "POST", "/v2/payments", Key.mollie,
            """
            {"amount":{"currency":"EUR","value":"100.00"},"description":"bench","redirectUrl":"https://shop.example/",\
            "method":"creditcard","captureMode":"manual"}
            """)
    }

    func payment(_ answer: Answer, _ number: Int) -> String? { answer.name("tr_") }

    func approve(_ request: inout [UInt8], _ payment: String) { OwnShop().approve(&request, payment) }

    func capture(_ request: inout [UInt8], _ payment: String, _ number: Int) {
        request.append(
            "POST", "/v2/payments/\(payment)/captures", Key.mollie + Key.idempotency(number),
            #"{"amount":{"currency":"EUR","value":"100.00"}}"#)
    }

    func tellsOfCapture(_ answer: Answer) -> Bool { answer.contains(#""value":"100.00""#) }
}
