import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore
import PaymentCore
import Sandbox

/// `/holdfast/v1/sandbox/clock`: where a merchant's time stands, and moving it.
struct ClockRoutes {
    let holdfast: Holdfast
    let time: any MerchantTime

    func get(_ request: Request) async throws(Problem) -> Response {
        let grant = try holdfast.merchant(try await PaymentRoutes.read(request))
        return respond(time.reading(of: grant.merchant))
    }

    /// One of `{"advance": "P7D"}`, `{"set": "2027-01-01T00:00:00Z"}`, `{"freeze": true}`, `{"reset": true}`; with
    /// `"wait": false` webhooks are not waited for. `"data": "erase"` beside `set` and `reset` erases the merchant's data
    /// first, so that time may go back.
    func move(_ request: Request) async throws(Problem) -> Response {
        let received = try await PaymentRoutes.read(request)
        let grant = try holdfast.merchant(received)
        let wish = try Self.wish(received)
        let journey: Journey
        do {
            switch wish {
            case .move(let move, let waits):
                journey = try await time.move(grant.merchant, move, waitsForWebhooks: waits)
            case .startAnew(let start): journey = try await time.startAnew(grant.merchant, at: start)
            }
        } catch {
            throw .clock(error)
        }
        return respond(journey.reading, journey)
    }

    private enum Wish {
        case move(ClockMove, waits: Bool)
        case startAnew(ClockStart)
    }

    private static func wish(_ request: ReceivedRequest) throws(Problem) -> Wish {
        let body = try Body(request, example: "{\"advance\": \"P7D\"}")
        try body.mustOnlyHave(["advance", "set", "freeze", "reset", "wait", "data"])
        let moves = ["advance", "set", "freeze", "reset"].filter { body.has($0) }
        guard let name = moves.first, moves.count == 1 else {
            throw .malformed("Send exactly one of advance, set, freeze and reset", field: moves.dropFirst().first)
        }
        let (move, waits) = (try move(name, body), try body.bool("wait") ?? true)
        guard body.has("data") else { return .move(move, waits: waits) }
        guard body.text("data") == "erase" else { throw .malformed("data is \"erase\", or absent", field: "data") }
        switch move {
        case .set(let instant): return .startAnew(.instant(instant))
        case .reset: return .startAnew(.now)
        case .advance, .freeze, .unfreeze:
            throw .malformed("The data is erased with set and with reset alone", field: "data")
        }
    }

    private static func move(_ name: String, _ body: Body) throws(Problem) -> ClockMove {
        switch name {
        case "advance":
            guard let length = body.text(name).flatMap({ DurationSpelling.read($0) }) else {
                throw .malformed("advance is an ISO 8601 duration such as P7D or PT90M", field: name)
            }
            return .advance(Interval(milliseconds: length))
        case "set":
            guard let instant = body.text(name).flatMap({ InstantSpelling.read($0) }) else {
                throw .malformed("set is an ISO 8601 instant such as 2027-01-01T00:00:00Z", field: name)
            }
            return .set(Instant(milliseconds: instant))
        case "freeze": return try body.bool(name) == true ? .freeze : .unfreeze
        default:
            guard try body.bool(name) == true else { throw .malformed("reset is true", field: name) }
            return .reset
        }
    }

    private func respond(_ reading: ClockReading, _ journey: Journey? = nil) -> Response {
        var json = JSONWriter()
        json.object {
            $0.string("now", InstantSpelling.zuluMilliseconds(reading.now.milliseconds))
            $0.bool("frozen", reading.isFrozen)
            $0.int("fired", journey?.fired ?? 0)
            $0.int("pending", journey?.pending ?? 0)
        }
        return Answer.ok(json)
    }
}

extension Problem {
    fileprivate static func clock(_ trouble: ClockTrouble) -> Problem {
        switch trouble {
        case .goesBack(let now):
            conflict(
                "This merchant has payments, and their time never goes back: it is "
                    + "\(InstantSpelling.zuluMilliseconds(now.milliseconds)); send \"data\": \"erase\" "
                    + "to erase the data first, or use another merchant")
        case .tooFar: malformed("Time ends with the year 9999 here", field: "advance")
        case .underWay: conflict("This merchant's clock is being moved already; wait for that answer")
        case .unavailable: unavailable
        }
    }
}
