/// Holdfast's own API.
struct OwnShop: Shop {
    let name = "Holdfast"
    let created = 201
    let approved: Int? = 200
    let captured = 201
    static let path = "/holdfast/v1/payments"

    func create(_ request: inout [UInt8], _ number: Int) {
        request.append("POST", Self.path, Key.own, #"{"amount":{"value":10000,"currency":"EUR"}}"#)
    }

    func payment(_ answer: Answer, _ number: Int) -> String? { answer.name("pmt_") }

    func approve(_ request: inout [UInt8], _ payment: String) {
        request.append("POST", "\(Self.path)/\(payment)/payer", Key.own, #"{"action":"approve"}"#)
    }

    func capture(_ request: inout [UInt8], _ payment: String, _ number: Int) {
        request.append("POST", "\(Self.path)/\(payment)/captures", Key.own + Key.idempotency(number), "{}")
    }

    func tellsOfCapture(_ answer: Answer) -> Bool {
        answer.contains(#""state":"succeeded","amount":{"value":10000,"#)
    }
}
