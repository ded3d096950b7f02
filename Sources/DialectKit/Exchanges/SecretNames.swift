/// Which names stand for something that nobody may keep.
extension Redaction {
    /// Compared without case, `_` and `-`. Of a card also what only helps to use it.
    private static let names: [String] = [
        "number", "pan", "pin", "cvv", "cvv2", "cvc", "cvn", "csc", "key", "token", "auth", "assertion", "clientid",
    ]
    /// Wherever they stand within a name.
    private static let words: [String] = [
        "secret", "password", "passwd", "authorization", "cookie", "signature", "credential", "cardnumber",
        "securitycode", "cryptogram", "accesstoken", "refreshtoken", "idtoken", "apikey", "privatekey",
        "subscriptionkey",
    ]
    private static let nameTable = byFirstByte(names)
    private static let wordTable = byFirstByte(words)

    /// Every name of every body is looked at: few words begin as a name does.
    private static func byFirstByte(_ words: [String]) -> [[[UInt8]]] {
        (UInt8.min...UInt8.max).map { first in words.map { Array($0.utf8) }.filter { $0.first == first } }
    }

    static func isSecretHeader(_ name: String) -> Bool {
        let plain = plain(name.utf8)
        if plain.ends(with: "idempotencykey") { return false }
        return isSecret(plain: plain) || plain.ends(with: "key") || plain.ends(with: "token")
    }

    /// The name of a JSON member as it stands between its quotes. What an escape hides is taken for a secret.
    static func isSecretMember(_ name: ArraySlice<UInt8>) -> Bool {
        name.contains(.backslash) || isSecret(plain: plain(name))
    }

    /// The name of a parameter in a form or a query, undecoded: of `card[number]` the last part counts. A code that
    /// stands in a form buys a token.
    static func isSecretParameter(_ name: ArraySlice<UInt8>) -> Bool {
        let decoded = percentDecoded(name)
        let parts = decoded.split { $0 == .openBracket || $0 == .closeBracket }
        let plain = plain(parts.last ?? [])
        return isSecret(plain: plain) || plain == Array("code".utf8)
    }

    private static func isSecret(plain: [UInt8]) -> Bool {
        guard let first = plain.first else { return false }
        for name in nameTable[Int(first)] where name == plain { return true }
        for (place, byte) in plain.enumerated() {
            for word in wordTable[Int(byte)] where plain[place...].starts(with: word) { return true }
        }
        return false
    }

    private static func plain(_ name: some Collection<UInt8>) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(name.count)
        for byte in name where byte != .minus && byte != UInt8(ascii: "_") && byte != .space && byte != .dot {
            plain.append((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte)
        }
        return plain
    }

    private static func percentDecoded(_ name: ArraySlice<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        var rest = name
        while let byte = rest.popFirst() {
            let escape = rest.prefix(2)
            if byte == .percent, escape.count == 2, let high = escape.first?.hexValue, let low = escape.last?.hexValue {
                decoded.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        return decoded
    }
}

extension [UInt8] {
    fileprivate func ends(with word: String) -> Bool { reversed().starts(with: word.utf8.reversed()) }
}
