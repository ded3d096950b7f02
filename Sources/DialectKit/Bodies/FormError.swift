/// Why a form body cannot be read. Offsets are in bytes from the start of the body.
package enum FormError: Error, Hashable, Sendable {
    /// More than `FormBody.pairLimit` pairs.
    case tooManyPairs
    /// More than `MultipartBody.partLimit` parts.
    case tooManyParts
    /// A name with more than `FormBody.depthLimit` brackets.
    case tooDeep
    /// A pair, or a part, that is not UTF-8 once decoded; the offset is its start.
    case notUTF8(at: Int)
    /// A part whose headers do not end, or give no field name; the offset is its start.
    case malformedPart(at: Int)
    /// The multipart body has no delimiter, or none that closes it.
    case unterminated
}
