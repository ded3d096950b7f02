/// Invoices: each capture also makes its document, behind the answer.
struct SwedbankPayShop: Shop {
    let name = "Swedbank Pay"
    let created = 200
    let approved: Int? = 200
    let captured = 200

    func create(_ request: inout [UInt8], _ number: Int) {
        request.append(
            "POST", "/psp/invoice/payments", Key.swedbank,
            """
            {"payment":{"operation":"FinancingConsumer","intent":"Authorization","currency":"SEK",\
            "prices":[{"type":"Invoice","amount":13500,"vatAmount":2500}],"description":"bench","userAgent":"bench",\
            "language":"sv-SE","urls":{"completeUrl":"https://shop.example/ok","cancelUrl":"https://shop.example/no"},\
            "payeeInfo":{"payeeId":"00000000-0000-4000-8000-000000000004","payeeReference":"bench\(number)",\
            "payeeName":"Merchant1"}},"invoice":{"invoiceType":"PayExFinancingSe"}}
            """)
    }

    func payment(_ answer: Answer, _ number: Int) -> String? { answer.name("/psp/invoice/payments/") }

    func approve(_ request: inout [UInt8], _ payment: String) {
        request.append(
            "POST", "\(payment)/authorizations", Key.swedbank,
            """
            {"transaction":{"activity":"FinancingConsumer"},"consumer":{"socialSecurityNumber":"600307-1161",\
            "customerNumber":"123456","email":"a@example.com","msisdn":"+46739000001","ip":"127.0.0.1"},\
            "legalAddress":{"addressee":"Azra Oliveira","coAddress":"","streetAddress":"Helgestavägen 9",\
            "zipCode":"19792","city":"Bro","countryCode":"SE"}}
            """)
    }

    func capture(_ request: inout [UInt8], _ payment: String, _ number: Int) {
        request.append(
            "POST", "\(payment)/captures", Key.swedbank,
            """
            {"transaction":{"activity":"FinancingConsumer","amount":13500,"vatAmount":2500,\
            "payeeReference":"benchcapture\(number)","description":"bench",\
            "itemDescriptions":[{"amount":12500,"description":"a"},{"amount":1000,"description":"b"}],\
            "vatSummary":[{"amount":12500,"vatPercent":2500,"vatAmount":2500},\
            {"amount":1000,"vatPercent":0,"vatAmount":0}]}}
            """)
    }

    func tellsOfCapture(_ answer: Answer) -> Bool { answer.contains(#""state":"Completed""#) }
}
