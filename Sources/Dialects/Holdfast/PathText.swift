import DialectKit

/// A segment of a path, as its sender meant it.
enum PathText {
    /// `order%201` is `order 1`. Nil when it is not UTF-8.
    static func decoded(_ segment: String) -> String? {
        // A form's spelling, but for the plus.
        try? QueryString.parse("name=" + segment.replacing("+", with: "%2B").replacing("&", with: "%26"))["name"]?
            .string
    }
}
