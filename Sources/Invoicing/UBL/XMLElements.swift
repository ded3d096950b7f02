/// Writes XML elements in the order in which they are asked for. Text is escaped; what XML cannot hold becomes a blank.
struct XMLElements {
    private(set) var text = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"

    /// An element with others in it; left out when they come to nothing.
    mutating func group(_ name: String, _ attributes: [(String, String)] = [], _ content: (inout XMLElements) -> Void) {
        let before = text
        text += "<\(name)\(Self.spell(attributes))>"
        let opened = text.utf8.count
        content(&self)
        if text.utf8.count == opened { text = before } else { text += "</\(name)>\n" }
    }

    /// An element with text in it; left out when there is none: an empty element says something else than none.
    mutating func element(_ name: String, _ value: String?, _ attributes: [(String, String)] = []) {
        guard let value, value.contains(where: { !$0.isWhitespace }) else { return }
        text += "<\(name)\(Self.spell(attributes))>\(Self.escaped(value))</\(name)>\n"
    }

    private static func spell(_ attributes: [(String, String)]) -> String {
        attributes.map { #" \#($0.0)="\#(escaped($0.1))""# }.joined()
    }

    private static func escaped(_ value: String) -> String {
        var escaped = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default:
                let isText = scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
                escaped.unicodeScalars.append(isText ? scalar : " ")
            }
        }
        return escaped
    }
}
