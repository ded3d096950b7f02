/// A header value with parameters: `form-data; name="a b"; filename=x`.
struct HeaderParameters {
    /// What stands before the first `;`, in lower case: `form-data`.
    let value: String

    /// By lowercase name; of two with one name the first wins.
    private var parameters: [String: String] = [:]

    subscript(name: String) -> String? { parameters[name] }

    init(_ text: some StringProtocol) {
        var rest = Array(text.utf8)[...]
        value = Self.token(from: &rest) { $0 == .semicolon }.lowercased()
        while rest.popFirst() != nil {
            let name = Self.token(from: &rest) { $0 == .semicolon || $0 == .equals }.lowercased()
            guard rest.first == .equals else { continue }
            rest = rest.dropFirst().drop(while: Self.isBlank)
            let content = rest.first == .quote ? Self.quoted(from: &rest) : Self.token(from: &rest) { $0 == .semicolon }
            rest = rest.drop { $0 != .semicolon }
            if parameters[name] == nil { parameters[name] = content }
        }
    }

    /// Takes what stands before `end`, without the blanks around it.
    private static func token(from rest: inout ArraySlice<UInt8>, before end: (UInt8) -> Bool) -> String {
        var token = rest.prefix { !end($0) }
        rest = rest.dropFirst(token.count)
        token = token.drop(while: isBlank)
        while let last = token.last, isBlank(last) { token.removeLast() }
        return String(decoding: token, as: UTF8.self)
    }

    /// Takes a quoted string. Only `\"` and `\\` are escapes: some browsers send `C:\file` unescaped.
    private static func quoted(from rest: inout ArraySlice<UInt8>) -> String {
        rest = rest.dropFirst()
        var content: [UInt8] = []
        while let byte = rest.popFirst(), byte != .quote {
            if byte == .backslash, let next = rest.first, next == .quote || next == .backslash {
                content.append(next)
                rest = rest.dropFirst()
            } else {
                content.append(byte)
            }
        }
        return String(decoding: content, as: UTF8.self)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == .space || byte == .tab }
}
