/// The members of a JSON object in the order they were sent.
///
/// A name appears once: a repeated name takes the last value and keeps the first position. Two objects are equal when their
/// members are equal in the same order; compare `canonical()` bytes to ignore order.
package struct JSONObject: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    package struct Member: Hashable, Sendable {
        package let name: String
        package fileprivate(set) var value: JSON

        package static func == (one: Member, other: Member) -> Bool {
            one.name.hasSameBytes(as: other.name) && one.value == other.value
        }
    }

    package private(set) var members: [Member] = []

    /// As it was read, some name stood in it twice.
    package internal(set) var repeatsNames = false

    /// Where each name stands, kept only once a scan would cost more: it is what keeps a hostile object of 100 000 names
    /// linear.
    private var positions: [ExactName: Int] = [:]
    private static let scannedCount = 16

    package init() {}

    package init(dictionaryLiteral members: (String, JSON)...) {
        for (name, value) in members { set(name, to: value) }
    }

    package var count: Int { members.count }
    package var isEmpty: Bool { members.isEmpty }
    package var names: [String] { members.map(\.name) }

    package subscript(name: String) -> JSON? {
        position(of: name).map { members[$0].value }
    }

    /// Replaces the value of `name` where it stands, or adds the member at the end.
    package mutating func set(_ name: String, to value: JSON) { place(name, value) }

    /// Whether the name stood there already.
    @discardableResult
    mutating func place(_ name: String, _ value: JSON) -> Bool {
        if let position = position(of: name) {
            members[position].value = value
            return true
        }
        members.append(Member(name: name, value: value))
        if members.count == Self.scannedCount + 1 {
            for (position, member) in members.enumerated() { positions[ExactName(member.name)] = position }
        } else if members.count > Self.scannedCount {
            positions[ExactName(name)] = members.count - 1
        }
        return false
    }

    /// Takes the member out and gives its value back. Nil when there is none.
    @discardableResult
    package mutating func remove(_ name: String) -> JSON? {
        guard let position = position(of: name) else { return nil }
        let value = members.remove(at: position).value
        positions = [:]
        if members.count > Self.scannedCount {
            for (position, member) in members.enumerated() { positions[ExactName(member.name)] = position }
        }
        return value
    }

    private func position(of name: String) -> Int? {
        members.count > Self.scannedCount
            ? positions[ExactName(name)]
            : members.firstIndex { $0.name.hasSameBytes(as: name) }
    }

    package static func == (one: JSONObject, other: JSONObject) -> Bool { one.members == other.members }

    package func hash(into hasher: inout Hasher) { hasher.combine(members) }
}
