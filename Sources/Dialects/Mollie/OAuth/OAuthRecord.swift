import DialectKit
import PaymentCore

/// What a code or a refresh token stands for.
struct OAuthRecord {
    var scopes: Set<String>
    /// Where the code was sent; a refresh token has none.
    var redirect: String?
}

extension OAuthRecord: Canonical {
    func write(to writer: inout CanonicalWriter) {
        writer.unsigned(UInt64(scopes.count))
        for scope in scopes.sorted() { writer.string(scope) }
        writer.texts([redirect])
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        scopes = []
        for _ in 0..<(try reader.count(limit: 1_000)) { scopes.insert(try reader.string()) }
        redirect = try reader.text()
    }
}

enum OAuthSecret {
    /// 32 characters, 187 random bits.
    static func fresh(_ prefix: String) -> String {
        let halves = (0..<2).map { _ in
            Base58.spell(hi: .random(in: 0...UInt64.max), lo: .random(in: 0...UInt64.max)).suffix(16)
        }
        return prefix + halves.joined()
    }
}
