import DialectKit
import PaymentCore

/// A token in the form of the real ones: three parts, more than a thousand characters. Clients treat it as opaque, and so
/// does this server: what makes it good is that its keyed hash is stored. Source: wire/vipps.md §1.1.
enum AccessToken {
    static func fresh(issuedAt now: Instant, for seconds: Int64) -> String {
        var claims = JSONWriter()
        claims.object {
            $0.string("aud", "00000002-0000-0000-c000-000000000000")
            $0.string("iss", "https://sts.windows.net/holdfast/")
            $0.int("iat", now.milliseconds / 1_000)
            $0.int("exp", now.milliseconds / 1_000 + seconds)
            $0.string("jti", part(random(16)))
        }
        let header = Array(#"{"typ":"JWT","alg":"RS256","kid":"holdfast"}"#.utf8)
        return [part(header), part(claims.bytes), part(random(512))].joined(separator: ".")
    }

    private static func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// Base 64 for addresses, without padding.
    private static func part(_ bytes: [UInt8]) -> String {
        String(
            Base64.spell(bytes).compactMap { (character: Character) -> Character? in
                switch character {
                case "+": "-"
                case "/": "_"
                case "=": nil
                default: character
                }
            })
    }
}
