/// A small picture: bars with their numbers, readable on a light and on a dark page.
enum Chart {
    private static let rowHeight = 26
    private static let labelWidth = 300
    private static let barWidth = 360

    static func svg(title: String, _ bars: [(label: String, value: Double)]) -> String {
        let largest = max(bars.map(\.value).max() ?? 1, 1)
        let height = 40 + bars.count * rowHeight
        var lines = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="760" height="\(height)" viewBox="0 0 760 \(height)" \
            font-family="system-ui, sans-serif" font-size="13">
            """,
            "<title>\(title)</title>",
            ##"<rect width="760" height="\##(height)" fill="#ffffff"/>"##,
            ##"<text x="12" y="22" font-weight="600" fill="#1f2933">\##(title)</text>"##,
        ]
        for (row, bar) in bars.enumerated() {
            let top = 36 + row * rowHeight
            let width = max(Int(bar.value / largest * Double(barWidth)), 1)
            lines.append(
                ##"<text x="\##(labelWidth - 8)" y="\##(top + 14)" text-anchor="end" fill="#1f2933">\##(bar.label)</text>"##
            )
            lines.append(
                ##"<rect x="\##(labelWidth)" y="\##(top)" width="\##(width)" height="18" rx="2" fill="#2f6f9f"/>"##)
            lines.append(
                ##"<text x="\##(labelWidth + width + 6)" y="\##(top + 14)" fill="#1f2933">\##(Int(bar.value))</text>"##)
        }
        lines.append("</svg>")
        return lines.joined(separator: "\n") + "\n"
    }
}
