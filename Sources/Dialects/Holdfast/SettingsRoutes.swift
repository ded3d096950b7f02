import DialectKit
import HTTPTypes
import Hummingbird
import PaymentCore
import Sandbox

/// `/sandbox/settings`: what the sandbox does with this merchant's payments where their wire leaves it open. Payments that
/// are approved later follow; others stay as they were agreed.
struct SettingsRoutes {
    let holdfast: Holdfast
    let service: any PaymentService

    func get(_ request: ReceivedRequest) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(request)
        return Self.answer(try stored(of: grant.merchant), try rate(of: grant.merchant))
    }

    /// Members that are left out stay as they are; null switches one off, or back to what the wire says.
    func put(_ request: ReceivedRequest) async throws(Problem) -> Response {
        let call = try Call(request, holdfast, example: "{\"settlesEvery\": \"P1D\"}")
        try call.body.mustOnlyHave(["lapseWarning", "settlesEvery", "captureWindow", "holdGuaranteed", "settlement"])
        var settings = try stored(of: call.grant.merchant)
        let names = Set(call.body.members.names)
        if names.contains("lapseWarning") { settings.lapseWarning = try positive("lapseWarning", call.body) }
        if names.contains("settlesEvery") { settings.settlesEvery = try positive("settlesEvery", call.body) }
        if names.contains("captureWindow") { settings.captureWindow = try positive("captureWindow", call.body) }
        if names.contains("holdGuaranteed") { settings.holdGuaranteed = try guarantees(call.body) }
        var rate = try rate(of: call.grant.merchant)
        if names.contains("settlement") { rate = try SettlementChoice.read(call.body) }
        do {
            try await service.write([
                .put(Document(key: SandboxSettings.key(of: call.grant.merchant), bytes: settings.canonicalBytes)),
                .put(Document(key: SettlementRate.key(of: call.grant.merchant), bytes: rate.canonicalBytes)),
            ])
        } catch {
            throw .unavailable
        }
        return Self.answer(settings, rate)
    }

    private func rate(of merchant: MerchantID) throws(Problem) -> SettlementRate {
        try Desk(holdfast: holdfast, service: service).reading { () throws(Unavailable) in
            try SettlementRate(of: merchant, in: service)
        }
    }

    private func stored(of merchant: MerchantID) throws(Problem) -> SandboxSettings {
        let desk = Desk(holdfast: holdfast, service: service)
        let document = try desk.reading { () throws(Unavailable) in
            try service.document(SandboxSettings.key(of: merchant))
        }
        return document.flatMap { try? SandboxSettings(canonicalBytes: $0.bytes) } ?? SandboxSettings()
    }

    private func positive(_ name: String, _ body: Body) throws(Problem) -> Interval? {
        let length = try body.duration(name)
        if length == .zero { throw .malformed("\(name) is longer than nothing, or null", field: name) }
        return length
    }

    private func guarantees(_ body: Body) throws(Problem) -> [String: Interval] {
        guard let json = body.json("holdGuaranteed") else { return [:] }
        guard let members = json.object, members.count <= 20 else {
            throw .malformed("holdGuaranteed is an object: {\"visa\": \"P7D\"}", field: "holdGuaranteed")
        }
        var guarantees: [String: Interval] = [:]
        for scheme in members.names { guarantees[scheme] = try positive(scheme, Body(members)) }
        return guarantees
    }

    private static func answer(_ settings: SandboxSettings, _ rate: SettlementRate) -> Response {
        var json = JSONWriter()
        json.object { json in
            for (name, length) in [
                ("lapseWarning", settings.lapseWarning), ("settlesEvery", settings.settlesEvery),
                ("captureWindow", settings.captureWindow),
            ] {
                if let length {
                    json.string(name, DurationSpelling.write(length.milliseconds))
                } else {
                    json.null(name)
                }
            }
            json.object("holdGuaranteed") { schemes in
                for (scheme, length) in settings.holdGuaranteed.sorted(by: { $0.key < $1.key }) {
                    schemes.string(scheme, DurationSpelling.write(length.milliseconds))
                }
            }
            SettlementChoice.write(rate, to: &json)
        }
        return Answer.ok(json)
    }
}
