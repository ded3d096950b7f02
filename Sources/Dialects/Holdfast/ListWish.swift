import DialectKit
import PaymentCore

/// Which payments a list is to hold.
struct ListWish {
    let dialect: String?
    let status: String?
    let reference: String?
    let limit: Int
    let from: PaymentID?

    /// Payments read at one look, and looked at in all: a filter that fits almost nothing ends there.
    static let stretch = 250
    static let lookLimit = 10_000

    init(_ request: ReceivedRequest) throws(Problem) {
        let query: JSONObject
        do { query = try QueryString.parse(request.query ?? "") } catch {
            throw .malformed("The query cannot be read")
        }
        let body = Body(query)
        try body.mustOnlyHave(["dialect", "status", "reference", "limit", "from"])
        dialect = body.text("dialect")
        reference = body.text("reference")
        status = body.text("status")
        if let status, !StatusWord.all.contains(status) {
            throw .malformed("status is one of \(StatusWord.all.joined(separator: ", "))", field: "status")
        }
        guard let limit = Int(body.text("limit") ?? "50"), (1...250).contains(limit) else {
            throw .malformed("limit is a number from 1 to 250", field: "limit")
        }
        self.limit = limit
        from = body.text("from").flatMap { PaymentName.read($0) }
        if body.has("from"), from == nil {
            throw .malformed("from is the payment that an earlier list named as next", field: "from")
        }
    }

    func fits(_ payment: Payment) -> Bool {
        (dialect.map { $0 == payment.birth.wire.text } ?? true)
            && (status.map { $0 == StatusWord.of(payment) } ?? true)
    }
}
