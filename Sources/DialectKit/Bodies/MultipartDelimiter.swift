/// A line that stands between the parts of a multipart body.
struct MultipartDelimiter {
    /// Where the line starts.
    let start: Int
    /// Where the next part starts.
    let end: Int
    /// The line is `--boundary--`: no part follows.
    let isClosing: Bool

    /// Finds the first delimiter line that starts at `offset` or after a later line feed.
    ///
    /// - Parameter delimiter: `--` and the boundary. `--boundaryX` is no delimiter, it is text.
    init?(_ delimiter: [UInt8], in bytes: [UInt8], from offset: Int) {
        var line = offset
        while true {
            if bytes[line...].starts(with: delimiter), let found = Self(after: delimiter, in: bytes, start: line) {
                self = found
                return
            }
            guard let lineEnd = bytes[line...].firstIndex(of: .lineFeed) else { return nil }
            line = lineEnd + 1
        }
    }

    private init?(after delimiter: [UInt8], in bytes: [UInt8], start: Int) {
        var rest = bytes[(start + delimiter.count)...]
        if rest.starts(with: [.minus, .minus]) {
            self.init(start: start, end: rest.startIndex + 2, isClosing: true)
            return
        }
        rest = rest.drop { $0 == .space || $0 == .tab }
        if rest.first == .carriageReturn { rest = rest.dropFirst() }
        guard rest.first == .lineFeed else { return nil }
        self.init(start: start, end: rest.startIndex + 1, isClosing: false)
    }

    private init(start: Int, end: Int, isClosing: Bool) {
        self.start = start
        self.end = end
        self.isClosing = isClosing
    }
}
