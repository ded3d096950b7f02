import Foundation

/// A regular expression, and the lines it is found on.
struct Pattern {
    /// One place where it is found.
    struct Find: Equatable {
        /// Counted from 1.
        let line: Int
        /// What the whole expression matched, then each group; "" for a group that took no part.
        let groups: [String]
        /// Where it ends, in UTF-16 units from the start of the text.
        let end: Int
    }

    private let expression: NSRegularExpression

    /// `^` and `$` match at every line. Traps when `text` is no regular expression.
    init(_ text: String, ignoringCase: Bool = false) {
        var options: NSRegularExpression.Options = [.anchorsMatchLines]
        if ignoringCase { options.insert(.caseInsensitive) }
        do {
            expression = try NSRegularExpression(pattern: text, options: options)
        } catch {
            preconditionFailure("\(text) is no regular expression: \(error)")
        }
    }

    func finds(in text: String) -> [Find] {
        let units = text as NSString
        var line = 1
        var counted = 0
        return expression.matches(in: text, range: NSRange(location: 0, length: units.length)).map { match in
            while counted < match.range.location {
                if units.character(at: counted) == 10 { line += 1 }
                counted += 1
            }
            let groups = (0..<match.numberOfRanges).map { group in
                let range = match.range(at: group)
                return range.location == NSNotFound ? "" : units.substring(with: range)
            }
            return Find(line: line, groups: groups, end: match.range.location + match.range.length)
        }
    }
}
