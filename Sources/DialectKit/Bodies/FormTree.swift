/// The fields of a form while they arrive: a node is either text or has children by name.
///
/// A class, so that each pair is put where it belongs without copying its siblings. It never leaves the parser.
final class FormTree {
    private var text: String?
    private var names: [String] = []
    private var children: [ExactName: FormTree] = [:]

    /// One above the largest list index among the names, as PHP counts.
    private var nextIndex = 0

    /// Puts `text` at the end of `path`. What contradicts it (text where children stand, or the other way) is dropped.
    func put(_ text: String, at path: [String]) {
        var node = self
        for (depth, step) in path.enumerated() {
            node = node.child(named: step.isEmpty && depth > 0 ? String(node.nextIndex) : step)
        }
        node.text = text
        node.names = []
        node.children = [:]
        node.nextIndex = 0
    }

    private func child(named name: String) -> FormTree {
        text = nil
        if let child = children[ExactName(name)] { return child }
        let child = FormTree()
        children[ExactName(name)] = child
        names.append(name)
        if let index = Self.listIndex(name) { nextIndex = max(nextIndex, index + 1) }
        return child
    }

    var object: JSONObject {
        var object = JSONObject()
        for name in names { object.set(name, to: children[ExactName(name)]?.json ?? .null) }
        return object
    }

    /// Text, an array when the names are exactly 0..<n in any order, otherwise an object.
    private var json: JSON {
        if let text { return .string(text) }
        // The names first: a child asked twice at each of 16 levels would be asked 2¹⁶ times.
        let indices = names.compactMap(Self.listIndex).filter { $0 < names.count }
        guard indices.count == names.count else { return .object(object) }
        return .array(indices.indices.compactMap { children[ExactName(String($0))]?.json })
    }

    /// The index a name spells: no sign, no leading zero, at most nine digits so that it cannot overflow.
    private static func listIndex(_ name: String) -> Int? {
        let isCanonical = name == "0" || name.utf8.first != .zero
        return isCanonical && name.utf8.count <= 9 && name.utf8.allSatisfy(\.isDigit) ? Int(name) : nil
    }
}
