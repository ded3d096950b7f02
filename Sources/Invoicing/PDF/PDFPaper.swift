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
        let height = set(text, width, font, alignment)
        cairo_set_source_rgb(cairo, font.grey, font.grey, font.grey)
        cairo_move_to(cairo, x, y)
        pango_cairo_show_layout(cairo, layout)
        return height
    }

    func height(of text: String, width: Double, _ font: Font = Font()) -> Double { set(text, width, font, .left) }

    /// A text in pieces of so many lines at most.
    func pieces(of text: String, width: Double, _ font: Font, lines limit: Int) -> [String] {
        _ = set(text, width, font, .left)
        let count = Int(pango_layout_get_line_count(layout))
        guard count > limit, let start = pango_layout_get_text(layout) else { return [text] }
        let bytes = Array(String(cString: start).utf8)
        let begins = stride(from: 0, to: count, by: limit).map { line in
            pango_layout_get_line_readonly(layout, Int32(line)).map { Int($0.pointee.start_index) } ?? 0
        }
        return zip(begins, begins.dropFirst() + [bytes.count]).map { String(decoding: bytes[$0..<$1], as: UTF8.self) }
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

    private func set(_ text: String, _ width: Double, _ font: Font, _ alignment: Alignment) -> Double {
        let description = pango_font_description_from_string("Liberation Sans, DejaVu Sans, Sans")
        pango_font_description_set_absolute_size(description, font.size * Double(PANGO_SCALE))
        pango_font_description_set_weight(description, font.isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        pango_layout_set_font_description(layout, description)
        pango_font_description_free(description)
        pango_layout_set_width(layout, Int32(width * Double(PANGO_SCALE)))
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        pango_layout_set_alignment(layout, alignment == .left ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT)
        // What is no text on paper would end the string, or break the line.
        let text = text.map { $0.unicodeScalars.allSatisfy { $0.value < 0x20 } ? " " : $0 }
        pango_layout_set_text(layout, String(text), -1)
        var (wide, high): (Int32, Int32) = (0, 0)
        pango_layout_get_size(layout, &wide, &high)
        return Double(high) / Double(PANGO_SCALE)
    }
}
