/// Order numbers that shops hide in metadata: `{"order_id": "12345"}`.
package enum MetadataNames {
    /// Members looked at.
    private static let limit = 5
    /// Longer values are no numbers of orders. Unit: bytes of UTF-8.
    private static let longest = 64

    /// Texts and numbers of the outermost object, or the value itself where it is one of these.
    package static func of(_ metadata: [UInt8]?) -> [String] {
        guard let metadata, let json = try? JSON.parse(metadata) else { return [] }
        guard let members = json.object else { return name(json).map { [$0] } ?? [] }
        return members.members.prefix(limit).compactMap { name($0.value) }
    }

    private static func name(_ json: JSON) -> String? {
        let text: String?
        if case .number(let digits) = json { text = digits } else { text = json.string }
        return text.flatMap { (1...longest).contains($0.utf8.count) ? $0 : nil }
    }
}
