import Crypto
import DialectKit
package import PaymentCore

/// The headers that show where a webhook is from. Computed anew for each attempt: receivers refuse an old date.
/// Source: wire/vipps.md §3.3.
package struct WebhookSignature {
    package let date: String
    package let contentHash: String
    package let authorization: String

    package init(_ secret: SigningSecret, for address: CalledAddress, _ body: [UInt8], at now: Instant) {
        date = InstantSpelling.http(now.milliseconds)
        contentHash = Base64.spell(SHA256.hash(data: body))
        let text = "POST\n\(address.pathAndQuery)\n\(date);\(address.authority);\(contentHash)"
        let signature = secret.signature(of: text)
        authorization = "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=\(signature)"
    }
}

/// An address as it is called: what its `Host` header and its request line say.
package struct CalledAddress {
    /// With the port, unless it is the scheme's own.
    package let authority: String
    package let pathAndQuery: String

    package init(_ url: String) {
        let isSecure = url.lowercased().hasPrefix("https:")
        let afterScheme = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        let place = afterScheme.prefix { $0 != "#" }
        let named = place.prefix { $0 != "/" && $0 != "?" }
        let rest = place.dropFirst(named.count)
        let host = String(named.split(separator: "@").last ?? "")
        let ownPort = isSecure ? ":443" : ":80"
        authority = host.hasSuffix(ownPort) ? String(host.dropLast(ownPort.count)) : host
        pathAndQuery = rest.hasPrefix("/") ? String(rest) : "/" + rest
    }
}
