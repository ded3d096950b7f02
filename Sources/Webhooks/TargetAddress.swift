import Glibc
import NIOCore
import NIOPosix

/// Where a webhook's host name leads, checked before anything is sent there.
struct TargetAddress {
    let text: String
    private let bytes: [UInt8]

    /// The first address of `host`; a literal address is itself.
    static func resolve(_ host: String) async throws -> TargetAddress {
        let address = try await NIOThreadPool.singleton.runIfActive {
            try SocketAddress.makeAddressResolvingHost(host, port: 80)
        }
        guard let text = address.ipAddress, let bytes = bytes(of: text) else { throw NotAnAddress() }
        return TargetAddress(text: text, bytes: bytes)
    }

    /// 4 or 16 bytes. Nil when `text` is no literal address.
    private static func bytes(of text: String) -> [UInt8]? {
        var v4 = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, text, &v4) == 1 { return v4 }
        var v6 = [UInt8](repeating: 0, count: 16)
        return inet_pton(AF_INET6, text, &v6) == 1 ? v6 : nil
    }

    struct NotAnAddress: Error {}

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
