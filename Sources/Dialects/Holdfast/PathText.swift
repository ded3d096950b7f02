import DialectKit

/// A segment of a path, as its sender meant it.
enum PathText {
    /// `order%201` is `order 1`. Nil when it is not UTF-8.
    static func decoded(_ segment: String) -> String? {
        guard segment.utf8.contains(UInt8(ascii: "%")) else { return segment }
        // A form's spelling, but for the plus.
        let form = "name=" + segment.replacing("+", with: "%2B").replacing("&", with: "%26")
        return try? QueryString.parse(form)["name"]?.string
    }
}
