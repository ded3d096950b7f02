import DialectKit
import HTTPTypes
import PaymentCore

/// Which stretch of settlements, or of one settlement, is asked for, and in which form.
struct SettlementWish {
    let limit: Int
    let wantsTable: Bool
    private let from: String?

    init(_ request: ReceivedRequest) throws(Problem) {
        let body = try Query.read(request, only: ["limit", "from", "format"])
        guard let limit = Int(body.text("limit") ?? "50"), (1...250).contains(limit) else {
            throw .malformed("limit is a number from 1 to 250", field: "limit")
        }
        self.limit = limit
        from = body.text("from")
        switch body.text("format") {
        case nil: wantsTable = request.headers[.accept]?.lowercased().hasPrefix("text/csv") == true
        case "csv": wantsTable = true
        case "json": wantsTable = false
        default: throw .malformed("format is json or csv", field: "format")
        }
    }

    func settlement() throws(Problem) -> SettlementID? {
        try cursor("settlement") { SettlementName.read($0) }
    }

    func payment() throws(Problem) -> PaymentID? {
        try cursor("payment") { PaymentName.read($0) }
    }

    private func cursor<Name>(_ kind: String, _ read: (String) -> Name?) throws(Problem) -> Name? {
        guard let from else { return nil }
        guard let name = read(from) else {
            throw .malformed("from is the \(kind) that an earlier answer named as next", field: "from")
        }
        return name
    }
}
