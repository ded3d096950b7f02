/// What the connections of a run ask for, each its next request when it has the answer to its last.
protocol Workload: AnyObject {
    /// Appends the next request of connection number `connection`.
    func write(_ request: inout [UInt8], of connection: Int)
    /// Throws when the answer is any other than it must be. Returns what was done.
    func check(_ answer: Answer, to connection: Int) throws -> Step
    /// After the run: throws when what the server holds differs from what was answered.
    func verify(on port: UInt16) throws
}

extension Workload {
    func verify(on port: UInt16) throws {}
}

/// What a request did, so that each kind has its own figures.
enum Step: Int, CaseIterable {
    case create, approve, capture, again, release, refund, read, nothing
}

extension [UInt8] {
    mutating func append(_ text: String) { append(contentsOf: text.utf8) }

    /// A whole request. `headers` end each with CR and LF.
    mutating func append(_ method: String, _ path: String, _ headers: String, _ body: String) {
        append(method)
        append(" ")
        append(path)
        append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        append(headers)
        append("Content-Length: \(body.utf8.count)\r\n\r\n")
        append(body)
    }
}

/// Repeatable chance (SplitMix64, Steele et al. 2014).
struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
