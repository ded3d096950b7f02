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
    private static let nameBytes = names.map { Array($0.utf8) }
    private static let wordBytes = words.map { Array($0.utf8) }

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
        nameBytes.contains(plain) || wordBytes.contains { plain.holds($0) }
    }

    private static func plain(_ name: some Sequence<UInt8>) -> [UInt8] {
        name.compactMap { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            case .minus, UInt8(ascii: "_"), .space, .dot: nil
            default: byte
            }
        }
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

    fileprivate func holds(_ word: [UInt8]) -> Bool {
        guard count >= word.count else { return false }
        return (0...count - word.count).contains { self[$0...].starts(with: word) }
    }
}
