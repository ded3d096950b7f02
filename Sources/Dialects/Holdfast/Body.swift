import DialectKit

/// The JSON object of a request, read member by member; each mistake names its member.
struct Body {
    let members: JSONObject

    /// `example` shows what was expected of an unreadable body. An empty body is an empty object.
    init(_ request: ReceivedRequest, example: String) throws(Problem) {
        guard !request.body.isEmpty else {
            members = JSONObject()
            return
        }
        guard let members = (try? JSON.parse(request.body))?.object else {
            throw .malformed("Send a JSON object: \(example)")
        }
        self.members = members
    }

    init(_ members: JSONObject) { self.members = members }

    func mustOnlyHave(_ names: [String]) throws(Problem) {
        for name in members.names where !names.contains(name) {
            throw .malformed("There is no member \"\(name)\"; here are \(names.joined(separator: ", "))", field: name)
        }
    }

    /// A member that is null is as good as absent.
    func has(_ name: String) -> Bool { members[name].map { !$0.isNull } ?? false }

    func json(_ name: String) -> JSON? { members[name].flatMap { $0.isNull ? nil : $0 } }

    func text(_ name: String) -> String? { members[name]?.string }

    func bool(_ name: String) throws(Problem) -> Bool? {
        guard has(name) else { return nil }
        guard let value = members[name]?.bool else { throw .malformed("\(name) is true or false", field: name) }
        return value
    }
}
