import DialectKit

/// What a shop keeps with a payment: texts under names. Source: wire/vipps.md §2.2.
enum Metadata {
    static func check(_ body: Parameters) throws(Problem) {
        guard let value = body["metadata"] else { return }
        guard let pairs = value.object else { throw body.invalid("metadata", "The value must be an object.") }
        guard !pairs.repeatsNames else {
            throw Problem(.metadataDuplicateKeys, "Metadata has each key once.")
        }
        guard pairs.count <= 5 else { throw Problem(.metadataCapacity, "Metadata has at most 5 pairs.") }
        for pair in pairs.members {
            guard pair.name.unicodeScalars.count <= 100 else {
                throw Problem(.metadataKeyLength, "A metadata key has at most 100 characters.")
            }
            guard let text = pair.value.string else {
                throw body.invalid("metadata.\(pair.name)", "The value must be a string.")
            }
            guard text.unicodeScalars.count <= 500 else {
                throw Problem(.metadataValueLength, "A metadata value has at most 500 characters.")
            }
        }
    }
}
