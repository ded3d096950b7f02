import DialectKit

/// Everything that is wrong with a request: `error_codes` is a list, and one answer tells a shop all of it.
/// Source: wire/checkout.md §4.3; that the real API tells everything at once is presumed.
struct Findings {
    private var codes: [String] = []

    var isEmpty: Bool { codes.isEmpty }

    /// What a part of the request says. Nil when it is wrong; then the rest is looked at all the same.
    @discardableResult
    mutating func check<Value>(_ part: @autoclosure () throws(Problem) -> Value) throws(Problem) -> Value? {
        do {
            return try part()
        } catch {
            // What is not about the request's own text ends the look.
            guard error.status == 422, error.type == Problem.invalid("").type else { throw error }
            for code in error.codes where !codes.contains(code) { codes.append(code) }
            return nil
        }
    }

    /// In the order in which it was looked at.
    var problem: Problem { Problem(status: 422, type: Problem.invalid("").type, codes: codes) }

    func end() throws(Problem) { if !isEmpty { throw problem } }
}
