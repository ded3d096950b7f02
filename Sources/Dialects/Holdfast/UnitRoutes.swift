import DialectKit
import HTTPTypes
import Hummingbird
import PaymentCore

/// `/holdfast/v1/merchants/{merchant}/sale-units`: where a merchant sells on a wire that tells such places apart by number,
/// and whether what is reserved there is captured at once. Only the administrator changes that, for payments that begin
/// afterwards.
struct UnitRoutes {
    let holdfast: Holdfast
    let service: any PaymentService

    /// Of one merchant.
    private static let limit = 100

    func mount(on router: Router<DialectContext>) {
        router.post("/holdfast/v1/merchants/:merchant/sale-units") { request, context in
            await Holdfast.answer { () throws(Problem) in try await create(request, context) }
        }
        router.patch("/holdfast/v1/merchants/:merchant/sale-units/:number") { request, context in
            await Holdfast.answer { () throws(Problem) in try await change(request, context) }
        }
    }

    /// `{"number": "234567", "captureType": "direct", "hasApprovals": true}`
    private func create(_ request: Request, _ context: DialectContext) async throws(Problem) -> Response {
        let received = try await PaymentRoutes.read(request)
        try holdfast.mustBeAdministrator(received)
        let reader = try MerchantReader(received, holdfast)
        let merchant = try reader.merchant(context)
        let body = try Body(received, example: "{\"number\": \"234567\"}")
        try body.mustOnlyHave(["number", "captureType", "hasApprovals"])
        guard let number = body.text("number"), SaleUnit.isNumber(number) else {
            throw .malformed("number is a text of 4 to 10 digits", field: "number")
        }
        let units = try reader.saleUnits(of: merchant)
        guard !units.contains(where: { $0.serialNumber == number }) else { throw .unitExists }
        guard units.count < Self.limit else { throw .conflict("A merchant has up to \(Self.limit) sale units") }
        let unit = try Self.changed(SaleUnit(serialNumber: number), body)
        let entry = holdfast.register.entry(of: unit, merchant.id)
        do {
            try await service.write([.put(entry)], where: [.isFree(entry.key)])
        } catch {
            switch error {
            case .conflict: throw .unitExists
            case .unavailable: throw .unavailable
            }
        }
        return Self.answer(.created, unit)
    }

    /// What is left out stays as it is.
    private func change(_ request: Request, _ context: DialectContext) async throws(Problem) -> Response {
        let received = try await PaymentRoutes.read(request)
        try holdfast.mustBeAdministrator(received)
        let reader = try MerchantReader(received, holdfast)
        let merchant = try reader.merchant(context)
        guard let number = context.parameters.get("number"), let unit = try reader.saleUnit(number, of: merchant) else {
            throw .unitUnknown
        }
        let body = try Body(received, example: "{\"captureType\": \"direct\"}")
        try body.mustOnlyHave(["captureType", "hasApprovals"])
        let changed = try Self.changed(unit, body)
        do { try await service.write([.put(holdfast.register.entry(of: changed, merchant.id))]) } catch {
            throw .unavailable
        }
        return Self.answer(.ok, changed)
    }

    private static func changed(_ unit: SaleUnit, _ body: Body) throws(Problem) -> SaleUnit {
        var unit = unit
        if let json = body.json("captureType") {
            guard let type = json.string.flatMap(SaleUnit.CaptureType.init) else {
                let words = SaleUnit.CaptureType.allCases.map(\.rawValue).joined(separator: ", ")
                throw .malformed("captureType is one of \(words)", field: "captureType")
            }
            unit.captureType = type
        }
        if let hasApprovals = try body.bool("hasApprovals") { unit.hasApprovals = hasApprovals }
        return unit
    }

    private static func answer(_ status: HTTPResponse.Status, _ unit: SaleUnit) -> Response {
        var json = JSONWriter()
        json.object { $0.saleUnit(unit) }
        return Answer.with(status, json)
    }
}

extension Problem {
    fileprivate static let unitUnknown = Problem(
        status: 404, title: "Not Found",
        detail: "This merchant has no such sale unit; GET /holdfast/v1/merchants/{merchant} lists them")
    fileprivate static let unitExists = conflict("This merchant has a sale unit of that number")
}
