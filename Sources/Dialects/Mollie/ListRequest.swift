import DialectKit
import PaymentCore

/// `limit`, `from` and `sort` of a list. Source: wire/mollie.md §7.
struct ListRequest {
    let from: String?
    let limit: Int
    let order: Page.Order
    private let given: [(String, String)]

    init(_ call: Call, sorts: Bool, also: Set<String> = []) throws(Problem) {
        let query = Parameters(call.query, in: "query")
        let known: Set<String> =
            sorts ? ["from", "limit", "sort", "include", "embed"] : ["from", "limit", "embed"]
        try query.mustBeKnown(known.union(also))
        from = try query.string("from").flatMap { $0.isEmpty ? nil : $0 }
        if let text = try query.string("limit"), !text.isEmpty {
            guard let limit = Int(text), (1...250).contains(limit) else {
                throw .badRequest("The limit must be between 1 and 250", field: "limit")
            }
            self.limit = limit
        } else {
            limit = 50
        }
        switch try query.string("sort") {
        case nil, "desc": order = .newestFirst
        case "asc": order = .oldestFirst
        default: throw .badRequest("The sort order must be asc or desc", field: "sort")
        }
        given = call.receivedQuery.members.compactMap { member in member.value.string.map { (member.name, $0) } }
    }

    static let invalidCursor = Problem.badRequest("Invalid cursor value", field: "from")

    /// The address of this page, its query as it came.
    func address(_ path: String) -> String { Self.address(path, given) }

    /// The address of the page that begins with `from`; every other parameter stays.
    func address(_ path: String, from: String) -> String {
        Self.address(
            path, [("from", from)] + given.filter { $0.0 != "from" && $0.0 != "limit" } + [("limit", String(limit))])
    }

    private static func address(_ path: String, _ query: [(String, String)]) -> String {
        guard !query.isEmpty else { return path }
        return path + "?" + query.map { "\(escaped($0.0))=\(escaped($0.1))" }.joined(separator: "&")
    }

    static func escaped(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                escaped += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return escaped
    }
}
