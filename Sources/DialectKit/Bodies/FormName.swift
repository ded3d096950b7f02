/// How the name of a form field says where its value stands.
///
/// `amount[value]` is the member `value` of `amount`; `method[]` is the next element of `method`. As in PHP, text after the
/// last bracket is ignored (`a[b]c` is `a[b]`). Unlike in PHP, a name that opens with a bracket or never closes one is a
/// plain name, taken as it is, and so are dots and spaces.
enum FormName {
    /// The steps from the form's root; an empty step after the first means "the next element".
    static func path(of name: String) throws(FormError) -> [String] {
        let bytes = name.utf8
        guard let bracket = bytes.firstIndex(of: .openBracket), bracket > bytes.startIndex else { return [name] }
        var path = [String(name[..<bracket])]
        var open = bracket
        while open < bytes.endIndex, bytes[open] == .openBracket {
            guard let close = bytes[open...].firstIndex(of: .closeBracket) else { return [name] }
            guard path.count <= FormBody.depthLimit else { throw .tooDeep }
            path.append(String(name[bytes.index(after: open)..<close]))
            open = bytes.index(after: close)
        }
        return path
    }
}
