/// `multipart/form-data` (RFC 7578): each part is a field, and a file is taken as its text.
///
/// Names nest as `FormName` says. Lines may end in CRLF or in LF alone; a preamble and an epilogue are skipped.
package enum MultipartBody {
    package static let partLimit = 1_000

    /// The boundary, 1…70 characters (RFC 2046 §5.1.1); `nil` when the content type is another or has none.
    package static func boundary(inContentType contentType: String) -> String? {
        let header = HeaderParameters(contentType)
        guard header.value == "multipart/form-data", let boundary = header["boundary"] else { return nil }
        return 1...70 ~= boundary.utf8.count ? boundary : nil
    }

    /// Reads the parts in order; of two that name the same place the last wins. A part with an empty name is skipped.
    package static func parse(_ bytes: [UInt8], boundary: String) throws(FormError) -> JSONObject {
        let delimiter = Array("--\(boundary)".utf8)
        let form = FormTree()
        guard var opening = MultipartDelimiter(delimiter, in: bytes, from: 0) else { throw .unterminated }
        var parts = 0
        while !opening.isClosing {
            guard let next = MultipartDelimiter(delimiter, in: bytes, from: opening.end) else { throw .unterminated }
            parts += 1
            guard parts <= partLimit else { throw .tooManyParts }
            let field = try field(in: bytes[opening.end..<next.start])
            if !field.name.isEmpty { form.put(field.text, at: try FormName.path(of: field.name)) }
            opening = next
        }
        return form.object
    }

    private static func field(in part: ArraySlice<UInt8>) throws(FormError) -> (name: String, text: String) {
        var rest = part
        var name: String?
        while true {
            guard let line = nextLine(of: &rest) else { throw .malformedPart(at: part.startIndex) }
            if line.isEmpty { break }
            guard let header = String(validating: line, as: UTF8.self) else { throw .notUTF8(at: part.startIndex) }
            let field = header.prefix { $0 != ":" }
            guard field.lowercased() == "content-disposition" else { continue }
            name = HeaderParameters(header.dropFirst(field.count + 1))["name"]
        }
        guard let name else { throw .malformedPart(at: part.startIndex) }
        guard let text = String(validating: withoutLineEnd(rest), as: UTF8.self) else {
            throw .notUTF8(at: part.startIndex)
        }
        return (name, text)
    }

    /// Takes one line; `nil` when no line feed is left.
    private static func nextLine(of rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: .lineFeed) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return withoutLineEnd(rest[...end])
    }

    private static func withoutLineEnd(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard line.last == .lineFeed else { return line }
        let text = line.dropLast()
        return text.last == .carriageReturn ? text.dropLast() : text
    }
}
