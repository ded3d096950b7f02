import Glibc
import NIOPosix

/// Where a webhook's host name leads, checked before anything is sent there.
struct TargetAddress {
    let text: String
    private let bytes: [UInt8]

    /// Where questions wait for a name server: as many as webhooks are on their way, so that a name that nobody answers to
    /// keeps no other one waiting.
    private static let resolvers: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: Flights.limit)
        pool.start()
        return pool
    }()

    /// The addresses of `host`, each once, in the order in which to try them; a literal address is itself.
    static func resolve(_ host: String) async throws -> [TargetAddress] {
        // As it is written everywhere: nobody need be asked.
        if let bytes = bytes(of: host), bytes.count == 4 { return [TargetAddress(text: host, bytes: bytes)] }
        return try await resolvers.runIfActive {
            var hints = addrinfo()
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
            var first: UnsafeMutablePointer<addrinfo>?
            let failure = getaddrinfo(host, nil, &hints, &first)
            guard failure == 0 else { throw Unresolved(description: String(cString: gai_strerror(failure))) }
            defer { freeaddrinfo(first) }
            var targets: [TargetAddress] = []
            var next = first
            while let entry = next?.pointee {
                if let target = TargetAddress(entry), !targets.contains(where: { $0.text == target.text }) {
                    targets.append(target)
                }
                next = entry.ai_next
            }
            return targets
        }
    }

    private init(text: String, bytes: [UInt8]) {
        self.text = text
        self.bytes = bytes
    }

    private init?(_ entry: addrinfo) {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        guard
            getnameinfo(
                entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
        else { return nil }
        // Without its scope, as in fe80::1%eth0.
        let digits = text.prefix { $0 != 0 && $0 != CChar(UInt8(ascii: "%")) }
        self.text = String(decoding: digits.map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard let bytes = Self.bytes(of: self.text) else { return nil }
        self.bytes = bytes
    }

    /// 4 or 16 bytes. Nil when `text` is no literal address.
    private static func bytes(of text: String) -> [UInt8]? {
        var v4 = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, text, &v4) == 1 { return v4 }
        var v6 = [UInt8](repeating: 0, count: 16)
        return inet_pton(AF_INET6, text, &v6) == 1 ? v6 : nil
    }

    private struct Unresolved: Error, CustomStringConvertible {
        let description: String
    }

    /// The link-local address at which clouds hand out credentials, in each of its spellings.
    var isMetadataService: Bool {
        let v4 = mappedV4 ?? bytes
        if v4.count == 4 { return v4[0] == 169 && v4[1] == 254 }
        return text.lowercased() == "fd00:ec2::254" || (bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80)
    }

    var isPrivate: Bool {
        let v4 = mappedV4 ?? bytes
        if v4.count == 4 {
            switch (v4[0], v4[1]) {
            case (0, _), (10, _), (127, _), (192, 168): return true
            case (172, 16...31), (100, 64...127): return true
            default: return false
            }
        }
        return bytes.allSatisfy { $0 == 0 } || (bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1)
            || bytes[0] & 0xFE == 0xFC
    }

    /// An IPv4 address in IPv6 dress.
    private var mappedV4: [UInt8]? {
        guard bytes.count == 16, bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF else {
            return nil
        }
        return Array(bytes.suffix(4))
    }
}
