import CPango

/// A document of A4 pages that is drawn on from the top left. Unit: points, 72 to the inch.
final class PDFPaper {
    static let width = 595.28
    static let height = 841.89

    private let surface: OpaquePointer
    private let cairo: OpaquePointer
    private let layout: OpaquePointer
    private let output: Output

    /// The bytes so far; the library writes into it through a pointer.
    private final class Output {
        var bytes: [UInt8] = []
    }

    enum Alignment { case left, right }

    struct Font {
        var size = 9.0
        var isBold = false
        /// Black is 0, white is 1.
        var grey = 0.0
    }

    init(title: String, author: String, on day: CalendarDay) {
        output = Output()
        let place = Unmanaged.passUnretained(output).toOpaque()
        surface = cairo_pdf_surface_create_for_stream(
            { place, bytes, count in
                guard let place, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
                Unmanaged<Output>.fromOpaque(place).takeUnretainedValue().bytes
                    .append(contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
                return CAIRO_STATUS_SUCCESS
            }, place, Self.width, Self.height)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, author)
        // The day of issue, so that every copy has the same bytes.
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, day.iso + "T00:00:00Z")
        cairo = cairo_create(surface)
        layout = pango_cairo_create_layout(cairo)
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(layout))
        cairo_destroy(cairo)
        cairo_surface_destroy(surface)
    }

    /// Writes text, broken into lines where it is wider than `width`; returns how high it is.
    @discardableResult
    func write(
        _ text: String, x: Double, y: Double, width: Double, _ font: Font = Font(), _ alignment: Alignment = .left
    ) -> Double {
        write([text], x: x, y: y, width: width, font, alignment)
    }

    /// The same with several texts, each of which begins a line.
    @discardableResult
    func write(
        _ texts: [String], x: Double, y: Double, width: Double, _ font: Font = Font(), _ alignment: Alignment = .left
    ) -> Double {
        let height = set(texts, width, font, alignment)
        cairo_set_source_rgb(cairo, font.grey, font.grey, font.grey)
        cairo_move_to(cairo, x, y)
        pango_cairo_show_layout(cairo, layout)
        return height
    }

    func height(of text: String, width: Double, _ font: Font = Font()) -> Double { set([text], width, font, .left) }

    /// A text in pieces of so many lines at most.
    func pieces(of text: String, width: Double, _ font: Font, lines limit: Int) -> [String] {
        Self.stretches(of: text).flatMap { pieces(ofStretch: $0, width: width, font, lines: limit) }
    }

    /// Scalars that are laid out at once: breaking a paragraph into lines takes the square of its length.
    private static let stretch = 1_000

    /// The text in stretches, each with the blank that it ends at.
    private static func stretches(of text: String) -> [String] {
        var stretches: [String] = []
        var rest = text.unicodeScalars[...]
        while let end = rest.index(rest.startIndex, offsetBy: stretch, limitedBy: rest.endIndex), end < rest.endIndex {
            let blank = rest[..<end].lastIndex(of: " ").map { rest.index(after: $0) }
            stretches.append(String(String.UnicodeScalarView(rest[..<(blank ?? end)])))
            rest = rest[(blank ?? end)...]
        }
        return stretches + [String(String.UnicodeScalarView(rest))]
    }

    private func pieces(ofStretch text: String, width: Double, _ font: Font, lines limit: Int) -> [String] {
        _ = set([text], width, font, .left)
        let count = Int(pango_layout_get_line_count(layout))
        guard count > limit, let start = pango_layout_get_text(layout) else { return [text] }
        let bytes = Array(String(cString: start).utf8)
        let begins = begins(every: limit)
        return zip(begins, begins.dropFirst() + [bytes.count]).map { String(decoding: bytes[$0..<$1], as: UTF8.self) }
    }

    /// Where every so manieth line begins in the text. Lines are gone through one after the other: to find one by its number is
    /// to count from the first.
    private func begins(every count: Int) -> [Int] {
        guard let lines = pango_layout_get_iter(layout) else { return [0] }
        defer { pango_layout_iter_free(lines) }
        var begins: [Int] = []
        var place = 0
        repeat {
            if place % count == 0, let line = pango_layout_iter_get_line_readonly(lines) {
                begins.append(Int(line.pointee.start_index))
            }
            place += 1
        } while pango_layout_iter_next_line(lines) != 0
        return begins
    }

    func line(y: Double, from left: Double, to right: Double, thickness: Double = 0.5, grey: Double = 0.6) {
        cairo_set_source_rgb(cairo, grey, grey, grey)
        cairo_set_line_width(cairo, thickness)
        cairo_move_to(cairo, left, y)
        cairo_line_to(cairo, right, y)
        cairo_stroke(cairo)
    }

    func fill(x: Double, y: Double, width: Double, height: Double, grey: Double) {
        cairo_set_source_rgb(cairo, grey, grey, grey)
        cairo_rectangle(cairo, x, y, width, height)
        cairo_fill(cairo)
    }

    func endPage() { cairo_show_page(cairo) }

    /// Ends the document; nothing may be drawn after it.
    func finished() -> [UInt8] {
        cairo_surface_finish(surface)
        return output.bytes
    }

    private func set(_ texts: [String], _ width: Double, _ font: Font, _ alignment: Alignment) -> Double {
        let description = pango_font_description_from_string("Liberation Sans, DejaVu Sans, Sans")
        pango_font_description_set_absolute_size(description, font.size * Double(PANGO_SCALE))
        pango_font_description_set_weight(description, font.isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        pango_layout_set_font_description(layout, description)
        pango_font_description_free(description)
        pango_layout_set_width(layout, Int32(width * Double(PANGO_SCALE)))
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        pango_layout_set_alignment(layout, alignment == .left ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT)
        pango_layout_set_text(layout, texts.map(Self.onOneLine).joined(separator: "\u{2028}"), -1)
        var (wide, high): (Int32, Int32) = (0, 0)
        pango_layout_get_size(layout, &wide, &high)
        return Double(high) / Double(PANGO_SCALE)
    }

    /// What is no text on paper would end the string, or break the line: blanks stand for it. What is more than a stretch
    /// comes in pieces where it is a text, and is no name otherwise.
    private static func onOneLine(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(stretch) {
            let isText: Bool =
                switch scalar.value {
                case 0..<0x20, 0x7F...0x9F, 0x2028...0x2029: false
                default: true
                }
            line.append(isText ? scalar : " ")
        }
        return String(line)
    }
}
