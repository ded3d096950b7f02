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

    init(_ request: ReceivedRequest, wires: [WireName]) throws(Problem) {
        let query = try Query.read(request, only: ["dialect", "status", "reference", "limit", "from"])
        dialect = query.text("dialect")
        if let dialect, !wires.contains(where: { $0.text == dialect }) {
            throw .malformed("dialect is one of \(wires.map(\.text).joined(separator: ", "))", field: "dialect")
        }
        reference = try query.text("reference", limit: 255)
        status = query.text("status")
        if let status, !StatusWord.all.contains(status) {
            throw .malformed("status is one of \(StatusWord.all.joined(separator: ", "))", field: "status")
        }
        guard let limit = Int(query.text("limit") ?? "50"), (1...250).contains(limit) else {
            throw .malformed("limit is a number from 1 to 250", field: "limit")
        }
        self.limit = limit
        from = query.text("from").flatMap { PaymentName.read($0) }
        if query.has("from"), from == nil {
            throw .malformed("from is the payment that an earlier list named as next", field: "from")
        }
    }

    func fits(_ payment: Payment) -> Bool {
        (dialect.map { $0 == payment.birth.wire.text } ?? true)
            && (status.map { $0 == StatusWord.of(payment) } ?? true)
    }
}
