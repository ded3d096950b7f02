/// `application/x-www-form-urlencoded`, read as leniently as PHP does.
///
/// `curl -d` sends its text as typed, so `[ ] # " { } :`, spaces and UTF-8 arrive without percent-encoding; held by the
/// test "a body that curl -d sends as typed is read". A `%` without two hex digits stands for itself. Every value is a
/// string; `FormName` says how brackets nest.
package enum FormBody {
    package static let pairLimit = 10_000
    package static let depthLimit = 16

    /// Reads the pairs in order. A pair without `=` is empty text, a pair without a name is skipped, and of two pairs that
    /// name the same place the last wins.
    package static func parse(_ bytes: [UInt8]) throws(FormError) -> JSONObject {
        let pairs = bytes.split(separator: .ampersand, maxSplits: pairLimit)
        guard pairs.count <= pairLimit else { throw .tooManyPairs }
        let form = FormTree()
        for pair in pairs {
            let name = pair.prefix { $0 != .equals }
            let value = pair.dropFirst(name.count + 1)
            guard let name = decoded(name), let value = decoded(value) else { throw .notUTF8(at: pair.startIndex) }
            guard !name.isEmpty else { continue }
            form.put(value, at: try FormName.path(of: name))
        }
        return form.object
    }

    /// `+` is a space and `%41` is `A`; `nil` when the result is not UTF-8.
    private static func decoded(_ text: ArraySlice<UInt8>) -> String? {
        guard text.contains(where: { $0 == .percent || $0 == .plus }) else {
            return String(validating: text, as: UTF8.self)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text
        while let byte = rest.popFirst() {
            let escape = rest.prefix(2)
            if byte == .percent, escape.count == 2, let high = escape.first?.hexValue, let low = escape.last?.hexValue {
                bytes.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == .plus ? .space : byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
