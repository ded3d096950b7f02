import DialectKit
import Hummingbird
import NIOCore

/// `GET /openapi.yaml`: this API's description. The file of that name in this room is inside the binary.
enum DescriptionRoute {
    static func mount(on router: Router<DialectContext>) {
        router.get("/openapi.yaml") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/yaml"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: PackageResources.openapi_yaml)))
        }
    }
}
