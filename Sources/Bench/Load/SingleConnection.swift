import Glibc

/// One request at a time: for what is prepared before a run and looked at after it.
final class SingleConnection {
    private let socket: Socket
    private var reader = AnswerReader()

    init(port: UInt16) throws { socket = try Socket(port: port) }

    /// Throws when the status is another than `expected`.
    func send<Value>(_ request: [UInt8], expecting expected: Int, _ body: (Answer) throws -> Value) throws -> Value {
        try socket.send(request)
        while try !reader.receive(from: socket.descriptor) {}
        return try reader.take { answer in
            guard answer.status == expected else {
                let line = String(decoding: request.prefix { $0 != 13 }, as: UTF8.self)
                throw Trouble("\(line): \(answer.status) \(answer.text)")
            }
            return try body(answer)
        }
    }

    func ask(
        _ method: String, _ path: String, _ headers: String, _ body: String = "", expecting expected: Int = 200
    ) throws -> String {
        var request: [UInt8] = []
        request.append(method, path, headers, body)
        return try send(request, expecting: expected) { $0.text }
    }
}
