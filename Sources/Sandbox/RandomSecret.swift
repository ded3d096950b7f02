/// Fresh secrets in the spellings that wires have: SDKs check the form of their keys.
enum RandomSecret {
    /// 32 characters of letters and digits: 190 random bits.
    static func make(_ prefix: String) -> String {
        prefix + drawn(32, from: "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789")
    }

    /// Characters of `a…z` and `2…7`, five random bits each.
    static func base32(_ prefix: String, _ count: Int) -> String {
        prefix + drawn(count, from: "abcdefghijklmnopqrstuvwxyz234567")
    }

    static func hex(_ count: Int) -> String { drawn(count, from: "0123456789abcdef") }
    static func digits(_ count: Int) -> String { drawn(count, from: "0123456789") }

    /// A random UUID, in which 120 bits are random.
    static func uuid() -> String { [hex(8), hex(4), "4" + hex(3), "8" + hex(3), hex(12)].joined(separator: "-") }

    private static func drawn(_ count: Int, from alphabet: String) -> String {
        let characters = Array(alphabet)
        return String((0..<count).map { _ in characters[Int.random(in: 0..<characters.count)] })
    }
}
