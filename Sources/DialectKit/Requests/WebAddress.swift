/// An address that a client gave us: where to send the payer, or where to send webhooks.
package struct WebAddress: Hashable, Sendable {
    package let scheme: String
    /// In lower case, without port, user or brackets; empty for an app's scheme without one.
    package let host: String
    /// The host with its letters as they were given.
    package let hostAsWritten: String
    /// Scheme, host and port, the scheme's own port where none was given: who answers there, whatever the path.
    package let origin: String

    /// Nil unless `text` is an absolute address: a scheme, `://`, and no blanks or control characters. `longest`: in bytes,
    /// where a wire has a limit of its own.
    package init?(_ text: String, longest: Int = 2_048) {
        guard text.utf8.count <= longest, !text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F })
        else { return nil }
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let scheme = text[..<colon].lowercased()
        guard let first = scheme.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first),
            scheme.utf8.allSatisfy(Self.isSchemeByte), text[colon...].hasPrefix("://")
        else { return nil }
        let rest = text[text.index(colon, offsetBy: 3)...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let hostAndPort = authority.split(separator: "@").last ?? ""
        let host: Substring =
            hostAndPort.hasPrefix("[")
            ? hostAndPort.dropFirst().prefix { $0 != "]" } : hostAndPort.prefix { $0 != ":" }
        self.scheme = scheme
        self.host = host.lowercased()
        hostAsWritten = String(host)
        let port = hostAndPort[host.endIndex...].drop { $0 == "]" || $0 == ":" }
        origin = "\(scheme)://\(self.host):\(Int(port) ?? (scheme == "https" ? 443 : 80))"
        if isWeb, host.isEmpty { return nil }
    }

    package var isWeb: Bool { scheme == "http" || scheme == "https" }

    /// Somewhere a payer may be sent back to: the web, or an app; never something a browser would run.
    package var isReturnAddress: Bool {
        !["javascript", "data", "vbscript", "file", "blob", "about"].contains(scheme)
    }

    /// Loopback, by its number or its name.
    package var isOnThisMachine: Bool {
        host.hasPrefix("127.") || host == "::1" || host == "localhost" || host.hasSuffix(".localhost")
    }

    /// A cloud's metadata service: never called, whoever asks.
    package var isMetadataService: Bool {
        ["169.254.169.254", "fd00:ec2::254", "metadata.google.internal", "metadata"].contains(host)
            || host.hasPrefix("169.254.")
    }

    /// This machine or a private network, by the looks of it. What the name leads to is seen when it is called.
    package var isPrivate: Bool {
        if host == "localhost" || host.hasSuffix(".localhost") { return true }
        let digits = host.hasPrefix("::ffff:") ? host.dropFirst(7) : host[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { UInt8($0) }
        guard parts.count == 4, bytes.count == 4 else {
            return ["::", "::1"].contains(host)
                || host.contains(":") && ["fc", "fd", "fe8", "fe9", "fea", "feb"].contains { host.hasPrefix($0) }
        }
        switch (bytes[0], bytes[1]) {
        case (0, _), (10, _), (127, _), (169, 254), (192, 168), (172, 16...31), (100, 64...127): return true
        default: return false
        }
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
