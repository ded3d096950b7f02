/// Why bytes are not JSON, and where.
package struct JSONError: Error, Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        /// The bytes stop inside a value; the offset is their count.
        case endsEarly
        case unexpectedByte
        /// A complete value is followed by something else.
        case trailingBytes
        case byteOrderMark
        /// A leading zero, or no digit where one must stand.
        case badNumber
        case badEscape
        /// Half of a UTF-16 pair, such as `\uD800` alone: it names no character.
        case loneSurrogate
        /// A raw byte below 0x20 inside a string.
        case controlCharacter
        /// The offset is the opening quote of the string that holds the ill-formed bytes.
        case notUTF8
        /// Nested beyond `JSON.depthLimit`.
        case tooDeep
    }

    package let reason: Reason

    /// In bytes from the start, 0…count.
    package let offset: Int

    package init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
