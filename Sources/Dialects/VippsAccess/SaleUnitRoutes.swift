import DialectKit
import Hummingbird

/// `GET /holdfast/v1/vipps/sale-units`, with the merchant's own token: what its portal would show.
///
/// "All merchants can log in on the portal and check the capture type for all their sale units"; "You can't turn direct
/// capture on or off as a merchant": the seed `001_7ea09a288ba2e1a7.txt`.
struct SaleUnitRoutes {
    let access: VippsAccess

    private static let change =
        "A sale unit has one capture type, which only the administrator can change: "
        + "PATCH /holdfast/v1/merchants/{merchant}/sale-units/{number}."

    func mount(on router: Router<DialectContext>) {
        router.get("/holdfast/v1/vipps/sale-units") { request, _ in await answer(request).response }
    }

    private func answer(_ request: Request) async -> Answer {
        guard let received = try? await ReceivedRequest(reading: request, publicOrigin: nil) else {
            return GatewayProblem.badRequest("The request body is too large")
        }
        let caller: Caller
        do throws(NoAccess) {
            caller = try access.caller(received, keyIsOptional: true)
        } catch {
            return GatewayProblem.refusal(of: error)
        }
        let units: [SaleUnit]
        do { units = try access.saleUnits(of: caller.grant) } catch { return GatewayProblem.unavailable }
        var json = JSONWriter()
        json.object { json in
            json.array("saleUnits") { array in
                for unit in units {
                    array.object {
                        $0.string("merchantSerialNumber", unit.serialNumber)
                        $0.string("captureType", unit.capturesDirectly ? "direct capture" : "reserve capture")
                        $0.bool("hasApprovals", unit.hasApprovals)
                    }
                }
            }
            json.string("howToChange", Self.change)
        }
        return Answer(status: 200, body: json.bytes)
    }
}
