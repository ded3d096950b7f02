import DialectKit

extension JSON {
    /// A number without a fraction in the range of `Int64`: `10`, and `10.0` too, which is the same to JSON Schema and to
    /// programs that know one kind of number only. Nil for `1e1` and `"10"`.
    var wholeNumber: Int64? {
        guard case .number(let text) = self else { return nil }
        let parts = text.split(separator: ".", maxSplits: 1)
        guard parts.count < 2 || parts[1].allSatisfy({ $0 == "0" }) else { return nil }
        return Int64(parts[0])
    }
}
