/// The parameters of one statement in their order, in PostgreSQL's binary form: big-endian integers, bytes as they are,
/// texts as UTF-8, arrays with a head and their elements.
struct Parameters {
    private var bytes: [UInt8] = []
    /// Where each begins and how long it is; nil for NULL.
    private var spans: [(start: Int, count: Int)?] = []

    init() {}

    /// Bytes, texts and integers, one each.
    init(_ values: Value...) { for value in values { add(value) } }

    enum Value {
        case integer(Int64?)
        case blob([UInt8]?)
        case text(String?)
        /// A whole column of each: the elements of an array.
        case integers([Int64?])
        case blobs([[UInt8]?])
        case texts([String?])
    }

    mutating func add(_ value: Value) {
        let start = bytes.count
        switch value {
        case .integer(let number):
            guard let number else { return spans.append(nil) }
            append(UInt64(bitPattern: number))
        case .blob(let blob):
            guard let blob else { return spans.append(nil) }
            bytes += blob
        case .text(let text):
            guard let text else { return spans.append(nil) }
            bytes += text.utf8
        case .integers(let numbers):
            head(of: numbers.count, type: 20)
            for number in numbers {
                guard let number else {
                    null()
                    continue
                }
                append(UInt32(8))
                append(UInt64(bitPattern: number))
            }
        case .blobs(let blobs):
            head(of: blobs.count, type: 17)
            for blob in blobs { element(blob) }
        case .texts(let texts):
            head(of: texts.count, type: 25)
            for text in texts { element(text.map { Array($0.utf8) }) }
        }
        spans.append((start, bytes.count - start))
    }

    /// One dimension that counts from 1; NULLs are allowed. `type` is the element's object identifier.
    private mutating func head(of count: Int, type: UInt32) {
        append(UInt32(count == 0 ? 0 : 1))
        append(UInt32(1))
        append(type)
        if count > 0 {
            append(UInt32(count))
            append(UInt32(1))
        }
    }

    private mutating func element(_ value: [UInt8]?) {
        guard let value else { return null() }
        append(UInt32(value.count))
        bytes += value
    }

    private mutating func null() { append(UInt32.max) }

    private mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Values, lengths and formats as libpq takes them; good within `body`.
    func withPointers<Result>(
        _ body: ([UnsafePointer<CChar>?], [Int32], [Int32]) -> Result
    ) -> Result {
        // One byte more, so that there is an address also for values of no bytes.
        (bytes + [0]).withUnsafeBytes { all in
            let values = spans.map { span in
                span.flatMap { all.baseAddress?.advanced(by: $0.start).assumingMemoryBound(to: CChar.self) }
            }
            return body(values, spans.map { Int32($0?.count ?? 0) }, spans.map { _ in 1 })
        }
    }
}
