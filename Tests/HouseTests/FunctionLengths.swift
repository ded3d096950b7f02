/// Measures functions, initializers, subscripts and computed properties, from the line of the name to the closing brace.
struct FunctionLengths {
    /// One of them.
    struct Function: Equatable {
        let name: String
        /// The line it begins on, counted from 1.
        let line: Int
        let lines: Int
    }

    /// `code` has neither comments nor strings.
    static func of(_ code: String) -> [Function] {
        let units = Array(code.utf16)
        return head.finds(in: code).compactMap { find in
            let isProperty = find.groups[2].hasPrefix("var")
            guard let open = bodyStart(in: units, from: find.end, onOneLine: isProperty) else { return nil }
            let lines = bodyEnd(in: units, from: open).map { lineCount(units[(find.end)...$0]) } ?? 0
            let words = find.groups[2].split { $0 == " " || $0 == "\t" || $0 == "?" || $0 == "!" || $0 == ":" }
            return Function(name: String(words.count > 1 ? words[1] : words[0]), line: find.line, lines: lines)
        }
    }

    private static let head = Pattern(
        #"^[ \t]*((?:[@\w().:]+[ \t]+)*?)"#
            + #"(func[ \t]+[^\s(<]+|init[?!]?(?=[ \t]*[(<])|deinit\b|subscript(?=[ \t]*[(<])|var[ \t]+\w+[ \t]*:)"#)

    /// Where the body's brace opens; nil for a requirement or a stored property, which have none.
    private static func bodyStart(in units: [UInt16], from start: Int, onOneLine: Bool) -> Int? {
        var depth = 0
        for at in start..<units.count {
            switch units[at] {
            case character("("), character("["): depth += 1
            case character(")"), character("]"): depth -= 1
            case character("{") where depth == 0: return at
            case character("}") where depth == 0, character("=") where depth == 0 && onOneLine: return nil
            case character("\n") where depth == 0:
                if onOneLine || !continues(units[(at + 1)...]) { return nil }
            default: break
            }
            if depth < 0 { return nil }
        }
        return nil
    }

    /// Whether the next line goes on with a function's head.
    private static func continues(_ rest: ArraySlice<UInt16>) -> Bool {
        let word = rest.drop { $0 == character(" ") || $0 == character("\t") }
        return ["{", "->", "where ", "throws", "async"].contains { word.starts(with: $0.utf16) }
    }

    private static func bodyEnd(in units: [UInt16], from open: Int) -> Int? {
        var depth = 0
        for at in open..<units.count {
            if units[at] == character("{") { depth += 1 }
            if units[at] == character("}") { depth -= 1 }
            if depth == 0 { return at }
        }
        return nil
    }

    private static func lineCount(_ units: ArraySlice<UInt16>) -> Int {
        units.count { $0 == character("\n") } + 1
    }

    private static func character(_ text: Unicode.Scalar) -> UInt16 { UInt16(text.value) }
}
