import Glibc

/// One answer, as long as it lies in the connection's buffer.
struct Answer {
    let status: Int
    let body: UnsafeRawBufferPointer

    var text: String { String(decoding: body, as: UTF8.self) }

    /// What follows the first `prefix` up to the next quote, with the prefix: a name such as `pmt_…`.
    func name(_ prefix: StaticString) -> String? {
        guard let place = find(prefix) else { return nil }
        var end = place + prefix.utf8CodeUnitCount
        while end < body.count, body[end] != UInt8(ascii: "\"") { end += 1 }
        return String(decoding: body[place..<end], as: UTF8.self)
    }

    func contains(_ text: StaticString) -> Bool { find(text) != nil }

    private func find(_ text: StaticString) -> Int? {
        let (wanted, length) = (text.utf8Start, text.utf8CodeUnitCount)
        guard body.count >= length else { return nil }
        for place in 0...(body.count - length)
        where body[place] == wanted[0] && memcmp(body.baseAddress! + place, wanted, length) == 0 {
            return place
        }
        return nil
    }
}

/// Reads answers of one connection, whose bytes come in pieces: a head, then as many bytes as `Content-Length` says.
struct AnswerReader {
    private var buffer = [UInt8](repeating: 0, count: 64 * 1_024)
    private var filled = 0
    private var bodyStart = 0
    private var end = Int.max

    /// Receives what is there. True when the answer is whole.
    mutating func receive(from descriptor: Int32) throws -> Bool {
        guard filled < buffer.count else { throw Trouble("an answer larger than the buffer") }
        let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress! + filled, $0.count - filled, 0) }
        guard count > 0 else { throw Trouble("the server closed the connection") }
        filled += count
        if end == .max { try lookForHead() }
        guard filled <= end else { throw Trouble("more than one answer") }
        return filled == end
    }

    /// The whole answer; the next one begins afterwards.
    mutating func take<Value>(_ body: (Answer) throws -> Value) rethrows -> Value {
        defer {
            filled = 0
            end = .max
        }
        return try buffer.withUnsafeBytes { bytes in
            let status = (9..<12).reduce(0) { $0 * 10 + Int(bytes[$1]) - 48 }
            return try body(Answer(status: status, body: UnsafeRawBufferPointer(rebasing: bytes[bodyStart..<end])))
        }
    }

    private mutating func lookForHead() throws {
        guard filled > 16 else { return }
        for place in 3..<filled
        where buffer[place] == 10 && buffer[place - 1] == 13 && buffer[place - 2] == 10 && buffer[place - 3] == 13 {
            bodyStart = place + 1
            end = bodyStart + contentLength()
            guard end <= buffer.count else { throw Trouble("an answer larger than the buffer") }
            return
        }
    }

    /// Finds the header whatever its case. 0 without it, as of a 204.
    private func contentLength() -> Int {
        let name = Array("\ncontent-length:".utf8)
        var place = 0
        while place + name.count < bodyStart {
            if buffer[place] == 10, name.indices.allSatisfy({ buffer[place + $0] | 0x20 == name[$0] | 0x20 }) {
                return buffer[(place + name.count)..<bodyStart].drop { $0 == 32 }.prefix { (48...57).contains($0) }
                    .reduce(0) { $0 * 10 + Int($1) - 48 }
            }
            place += 1
        }
        return 0
    }
}
