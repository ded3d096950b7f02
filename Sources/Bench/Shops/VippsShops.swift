/// A sale unit of the demo merchant, with its access token.
struct SaleUnit {
    static let number = "123456"
    private static let subscription = "Ocp-Apim-Subscription-Key: 00000000000040008000000000000003\r\n"
    let headers: String

    init(port: UInt16) throws {
        let unit = "\(Self.subscription)Merchant-Serial-Number: \(Self.number)\r\n"
        let connection = try SingleConnection(port: port)
        let answer = try connection.ask(
            "POST", "/accesstoken/get",
            unit + "client_id: 00000000-0000-4000-8000-000000000002\r\nclient_secret: holdfast-demo-secret\r\n")
        // `"access_token":"…"`, cut at its quotes: the token follows the colon.
        let pieces = answer.split(separator: "\"")
        guard let place = pieces.firstIndex(of: "access_token"), place + 2 < pieces.count else {
            throw Trouble("no access token: \(answer)")
        }
        headers = Key.json(String(pieces[place + 2])) + unit
    }
}

struct VippsEPaymentShop: Shop {
    let name = "Vipps ePayment"
    let created = 201
    let approved: Int? = 200
    let captured = 200
    let unit: SaleUnit
    private let path = "/epayment/v1"

    init(unit: SaleUnit) { self.unit = unit }

    func create(_ request: inout [UInt8], _ number: Int) {
        request.append(
            "POST", "\(path)/payments", unit.headers + Key.idempotency(number),
            """
            {"amount":{"currency":"NOK","value":10000},"paymentMethod":{"type":"WALLET"},\
            "customer":{"phoneNumber":"4712345678"},"reference":"bench-epayment-\(number)",\
            "returnUrl":"https://shop.example/","userFlow":"WEB_REDIRECT","paymentDescription":"bench"}
            """)
    }

    func payment(_ answer: Answer, _ number: Int) -> String? { "bench-epayment-\(number)" }

    func approve(_ request: inout [UInt8], _ payment: String) {
        request.append(
            "POST", "\(path)/test/payments/\(payment)/approve", unit.headers,
            #"{"customer":{"phoneNumber":"4712345678"}}"#)
    }

    func capture(_ request: inout [UInt8], _ payment: String, _ number: Int) {
        request.append(
            "POST", "\(path)/payments/\(payment)/capture", unit.headers + Key.idempotency(number),
            #"{"modificationAmount":{"currency":"NOK","value":10000}}"#)
    }

    func tellsOfCapture(_ answer: Answer) -> Bool {
        answer.contains(#""capturedAmount":{"currency":"NOK","value":10000}"#)
    }
}

struct VippsEComShop: Shop {
    let name = "Vipps eCom"
    let created = 200
    let approved: Int? = 200
    let captured = 200
    let unit: SaleUnit
    /// Where the wire calls back to: something that listens.
    let callbacks: String
    private let path = "/ecomm/v2"

    init(unit: SaleUnit, callbacks: String) {
        self.unit = unit
        self.callbacks = callbacks
    }

    func create(_ request: inout [UInt8], _ number: Int) {
        request.append(
            "POST", "\(path)/payments", unit.headers,
            """
            {"customerInfo":{"mobileNumber":"48059528"},"merchantInfo":{"merchantSerialNumber":"\(SaleUnit.number)",\
            "callbackPrefix":"\(callbacks)","fallBack":"https://shop.example/"},\
            "transaction":{"amount":10000,"orderId":"bench-ecom-\(number)","transactionText":"bench"}}
            """)
    }

    func payment(_ answer: Answer, _ number: Int) -> String? { "bench-ecom-\(number)" }

    func approve(_ request: inout [UInt8], _ payment: String) {
        request.append(
            "POST", "\(path)/integration-test/payments/\(payment)/approve", unit.headers,
            #"{"customerPhoneNumber":"48059528","token":"x"}"#)
    }

    func capture(_ request: inout [UInt8], _ payment: String, _ number: Int) {
        request.append(
            "POST", "\(path)/payments/\(payment)/capture", unit.headers + "X-Request-Id: bench-\(number)\r\n",
            """
            {"merchantInfo":{"merchantSerialNumber":"\(SaleUnit.number)"},\
            "transaction":{"amount":10000,"transactionText":"bench"}}
            """)
    }

    func tellsOfCapture(_ answer: Answer) -> Bool { answer.contains(#""capturedAmount":10000"#) }
}
