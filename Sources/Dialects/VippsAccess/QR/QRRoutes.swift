import DialectKit
import HTTPTypes
import Hummingbird
import PaymentCore

/// QR codes that lead a payer's phone to a payment: the image of the `QR` user flow, and `POST /qr/v1` of the official
/// collections. Source: wire/vipps.md §2.2.
struct QRRoutes {
    let access: VippsAccess
    let service: any PaymentService

    private static let standardSize: Int64 = 1_024

    func mount(on router: Router<DialectContext>) {
        let missing = GatewayProblem.notFound
        let image = Roads.Road(.get, "qr-image/v1") { request, _ in show(request) }
        let drawn = Roads.Road(.post, "qr/v1") { request, _ in draw(request) }
        Roads([image, drawn], publicOrigin: access.publicOrigin, tooLarge: missing) { _ in missing }
            .mount(on: router, below: "qr-image", "qr")
    }

    /// Whoever has the token may see it, as with the page it leads to.
    private func show(_ request: ReceivedRequest) -> Answer {
        guard let query = try? QueryString.parse(request.query ?? ""),
            let id = query["token"]?.string.flatMap(LandingLink.payment),
            let payment = try? service.payment(id), let details = PaymentDetails.read(payment),
            let code = QRCode(LandingLink.web(request.origin, id))
        else { return GatewayProblem.notFound }
        let format = details.keptMembers["qrFormat"]?.object
        guard format?["format"]?.string == "IMAGE/PNG" else {
            return Answer(status: 200, body: QRImage.svg(code), mediaType: "image/svg+xml")
        }
        return png(code, format?["size"]?.int ?? Self.standardSize)
    }

    private func draw(_ request: ReceivedRequest) -> Answer {
        do throws(NoAccess) {
            _ = try access.caller(request)
        } catch {
            return GatewayProblem.refusal(of: error)
        }
        guard let text = (try? JSON.parse(request.body))?.object?["url"]?.string, WebAddress(text) != nil,
            let code = QRCode(text)
        else { return GatewayProblem.badRequest("The url is missing, invalid, or longer than 213 bytes") }
        guard request.headers[.accept]?.contains("image/svg+xml") != true else {
            return Answer(status: 200, body: QRImage.svg(code), mediaType: "image/svg+xml")
        }
        return png(code, Self.standardSize)
    }

    private func png(_ code: QRCode, _ size: Int64) -> Answer {
        Answer(status: 200, body: QRImage.png(code, size: Int(size)), mediaType: "image/png")
    }
}
