import Crypto
import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore

/// The console's style, script and mark: files of this room, inside the binary, each with a strong entity tag.
struct Asset {
    let path: String
    let type: String
    let bytes: [UInt8]
    let tag: String

    static let sheet = Asset("console.css", "text/css; charset=utf-8", PackageResources.console_css)
    static let script = Asset("console.js", "text/javascript; charset=utf-8", PackageResources.console_js)
    static let mark = Asset("mark.svg", "image/svg+xml", PackageResources.mark_svg)

    private init(_ name: String, _ type: String, _ bytes: [UInt8]) {
        path = "/console/assets/" + name
        self.type = type
        self.bytes = bytes
        let digest = Array(SHA256.hash(data: bytes).prefix(16))
        tag = "\"" + Base64.spell(digest) + "\""
    }

    static func mount(on router: Router<DialectContext>) {
        for asset in [sheet, script, mark] {
            router.get(RouterPath(asset.path)) { request, _ in asset.answer(request) }
        }
    }

    private func answer(_ request: Request) -> Response {
        var headers: HTTPFields = [
            .contentType: type, .eTag: tag, .cacheControl: "no-cache", .xContentTypeOptions: "nosniff",
        ]
        let known = request.headers[values: .ifNoneMatch].contains { value in
            value.split(separator: ",").contains { part in
                let part = part.filter { $0 != " " }
                return part == tag || part == "*" || part == "W/" + tag
            }
        }
        guard !known else { return Response(status: .notModified, headers: headers) }
        headers[.contentSecurityPolicy] = "default-src 'none'"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
