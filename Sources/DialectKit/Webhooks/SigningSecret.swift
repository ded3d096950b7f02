import Crypto
import PaymentCore

/// Secrets that sign webhooks, and what they make of a body.
package enum SigningSecret {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// Fresh letters and digits; 32 of them hold 190 bits.
    package static func random(length: Int = 32) -> String {
        String(decoding: (0..<length).map { _ in letters.randomElement() ?? 0x41 }, as: UTF8.self)
    }

    /// HMAC-SHA256 under the secret's UTF-8 bytes, as lowercase hex.
    package static func signature(of bytes: [UInt8], by secret: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: Array(secret.utf8)))
        return String(
            decoding: code.flatMap { [($0 >> 4).lowercaseHexDigit, ($0 & 15).lowercaseHexDigit] }, as: UTF8.self)
    }
}
