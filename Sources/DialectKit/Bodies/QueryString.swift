/// The query of a URL, which is spelled as a form body is; a leading `?` is dropped.
package enum QueryString {
    package static func parse(_ text: some StringProtocol) throws(FormError) -> JSONObject {
        let bytes = Array(text.utf8)
        return try FormBody.parse(bytes.first == UInt8(ascii: "?") ? Array(bytes.dropFirst()) : bytes)
    }
}
