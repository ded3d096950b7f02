import Glibc

/// One keep-alive connection that blocks: as little client as can be, so that the figures are the server's.
final class LoadConnection {
    private let socket: Int32
    private var buffer = [UInt8](repeating: 0, count: 64 * 1_024)

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    struct Answer {
        let status: Int
        let body: String
    }

    init(port: UInt16) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard socket >= 0, code == 0 else { throw Failure(description: "cannot connect to port \(port)") }
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(socket) }

    func send(_ method: String, _ path: String, key: String, headers: String = "", body: String) throws -> Answer {
        let request =
            "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(key)\r\nContent-Type: application/json\r\n"
            + "\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        try write(request)
        return try read()
    }

    private func write(_ request: String) throws {
        var rest = Array(request.utf8)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { throw Failure(description: "the server closed the connection") }
            rest = rest.dropFirst(sent)
        }
    }

    /// Reads one answer: head, then as many bytes as `Content-Length` says.
    private func read() throws -> Answer {
        var filled = 0
        var bodyStart: Int?
        var end = Int.max
        while filled < end {
            guard filled < buffer.count else { throw Failure(description: "an answer larger than the buffer") }
            let count = buffer.withUnsafeMutableBytes { recv(socket, $0.baseAddress! + filled, $0.count - filled, 0) }
            guard count > 0 else { throw Failure(description: "the server closed the connection") }
            filled += count
            if bodyStart == nil, let start = Self.endOfHead(buffer, filled) {
                bodyStart = start
                end = start + Self.contentLength(buffer, start)
            }
        }
        let status = Int(String(decoding: buffer[9..<12], as: UTF8.self)) ?? 0
        return Answer(status: status, body: String(decoding: buffer[(bodyStart ?? end)..<end], as: UTF8.self))
    }

    private static func endOfHead(_ bytes: [UInt8], _ count: Int) -> Int? {
        var index = 3
        while index < count {
            if bytes[index] == 10, bytes[index - 1] == 13, bytes[index - 2] == 10, bytes[index - 3] == 13 {
                return index + 1
            }
            index += 1
        }
        return nil
    }

    private static func contentLength(_ bytes: [UInt8], _ end: Int) -> Int {
        let head = String(decoding: bytes[..<end], as: UTF8.self).lowercased()
        for line in head.split(separator: "\r\n") where line.hasPrefix("content-length:") {
            return Int(line.dropFirst(15).filter(\.isNumber)) ?? 0
        }
        return 0
    }
}
