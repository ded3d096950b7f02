import DialectKit

/// The query of a request: each parameter once, as text.
enum Query {
    static func read(_ request: ReceivedRequest, only names: [String]) throws(Problem) -> Body {
        var members = JSONObject()
        for pair in (request.query ?? "").split(separator: "&") {
            guard let one = try? QueryString.parse(pair) else { throw .malformed("The query cannot be read") }
            for name in one.names {
                guard names.contains(name), let value = one[name], value.string != nil else {
                    throw .malformed(
                        "There is no parameter \"\(name)\"; here are \(names.joined(separator: ", "))", field: name)
                }
                guard members[name] == nil else { throw .malformed("Send \(name) once", field: name) }
                members.set(name, to: value)
            }
        }
        return Body(members)
    }
}
