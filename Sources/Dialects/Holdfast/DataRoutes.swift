import DialectKit
import Hummingbird
import PaymentCore
import Sandbox

/// `/holdfast/v1/sandbox/data` and `/holdfast/v1/sandbox/snapshots`: a merchant's data as a whole, erased, kept and brought
/// back.
struct DataRoutes {
    let holdfast: Holdfast
    let data: any SandboxData

    /// `DELETE /sandbox/data`
    func erase(_ request: Request) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(try await PaymentRoutes.read(request))
        do { try await data.erase(grant.merchant) } catch { throw .data(error) }
        return Response(status: .noContent)
    }

    /// `POST /sandbox/snapshots`, with `{"name": "two orders, one shipped"}` or without.
    func keep(_ request: Request) async throws(Problem) -> Response {
        let received = try await PaymentRoutes.read(request)
        let grant = try holdfast.merchant(received)
        let name = try Self.name(received)
        let snapshot: Snapshot
        do {
            snapshot = try await data.keep(grant.merchant, as: holdfast.identifiers.next(), name: name)
        } catch {
            throw .data(error)
        }
        return Answer.with(.created, Self.json(snapshot))
    }

    func list(_ request: Request) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(try await PaymentRoutes.read(request))
        let snapshots: [Snapshot]
        do { snapshots = try data.snapshots(of: grant.merchant) } catch { throw .data(error) }
        var json = JSONWriter()
        json.object { json in
            json.array("snapshots") { array in
                for snapshot in snapshots { array.object { Self.write(snapshot, to: &$0) } }
            }
        }
        return Answer.ok(json)
    }

    func restore(_ request: Request, _ context: DialectContext) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(try await PaymentRoutes.read(request))
        let id = try Self.id(context)
        let snapshot: Snapshot
        do { snapshot = try await data.restore(id, of: grant.merchant) } catch { throw .data(error) }
        return Answer.ok(Self.json(snapshot))
    }

    func forget(_ request: Request, _ context: DialectContext) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(try await PaymentRoutes.read(request))
        let id = try Self.id(context)
        do { try await data.forget(id, of: grant.merchant) } catch { throw .data(error) }
        return Response(status: .noContent)
    }

    private static func name(_ request: ReceivedRequest) throws(Problem) -> String? {
        let body = try Body(request, example: "{\"name\": \"two orders, one shipped\"}")
        try body.mustOnlyHave(["name"])
        guard body.has("name") else { return nil }
        guard let name = body.text("name"), MerchantName.isGood(name) else {
            throw .malformed(MerchantName.rule, field: "name")
        }
        return name
    }

    private static func id(_ context: DialectContext) throws(Problem) -> SnapshotID {
        guard let id: SnapshotID = context.parameters.get("snapshot").flatMap({ PrefixedName.read($0, "snp_") }) else {
            throw .snapshotUnknown
        }
        return id
    }

    private static func json(_ snapshot: Snapshot) -> JSONWriter {
        var json = JSONWriter()
        json.object { write(snapshot, to: &$0) }
        return json
    }

    private static func write(_ snapshot: Snapshot, to json: inout JSONObjectWriter) {
        json.string("id", PrefixedName.spell(snapshot.id, "snp_"))
        if let name = snapshot.name { json.string("name", name) }
        json.string("at", InstantSpelling.zuluMilliseconds(snapshot.at.milliseconds))
        json.int("payments", snapshot.payments)
    }
}

extension Problem {
    fileprivate static let snapshotUnknown = Problem(
        status: 404, title: "Not Found",
        detail: "This merchant has no such snapshot; GET /holdfast/v1/sandbox/snapshots lists them")

    fileprivate static func data(_ trouble: DataTrouble) -> Problem {
        switch trouble {
        case .noSuchSnapshot: snapshotUnknown
        case .tooManySnapshots: conflict("A merchant keeps up to \(Snapshot.limit) snapshots; delete one first")
        case .underWay: conflict("This merchant's clock is being moved, or the data changed; wait for that answer")
        case .unavailable: unavailable
        }
    }
}
