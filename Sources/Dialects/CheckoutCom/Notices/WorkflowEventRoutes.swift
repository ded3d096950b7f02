import DialectKit
import HTTPTypes
import PaymentCore

/// `/workflows/events` and `/workflows/event-types`: what happened, and sending it once more.
/// Source: wire/checkout.md §13.2; the vendor's OpenAPI.
struct WorkflowEventRoutes {
    let checkout: CheckoutCom
    let service: any PaymentService

    @Sendable func types(_ call: Call) async throws(Problem) -> Answer {
        _ = try desk(call)
        var json = JSONWriter()
        json.array { array in
            array.object { json in
                json.string("id", "gateway")
                json.string("display_name", "Gateway")
                json.string("description", "Events of payments")
                json.array("events") { array in
                    for type in NoticeType.known(on: .nas) {
                        array.object {
                            $0.string("id", type.rawValue)
                            $0.string("display_name", type.words)
                            $0.string("description", "Sent when: \(type.words.lowercased())")
                        }
                    }
                }
            }
        }
        return Answer(status: .ok, body: json.bytes)
    }

    @Sendable func get(_ call: Call) async throws(Problem) -> Answer {
        let notice = try desk(call).notice(call.name("event"))
        var json = JSONWriter(capacityBytes: 2_048)
        json.object { json in
            json.string("id", Name.spell(notice.id, "evt"))
            json.string("source", "gateway")
            json.string("type", notice.type.rawValue)
            json.instant("timestamp", notice.event.at)
            json.string("version", "1.0.47")
            json.object("data") { NoticeBody(notice: notice).writeData(to: &$0) }
            json.object("_links") { writeLinks(notice, call, to: &$0) }
        }
        return Answer(status: .ok, body: json.bytes)
    }

    @Sendable func ofSubject(_ call: Call) async throws(Problem) -> Answer {
        let notices = try subject(call)
        var json = JSONWriter()
        json.object { json in
            json.array("data") { array in
                for notice in notices {
                    array.object { json in
                        json.string("id", Name.spell(notice.id, "evt"))
                        json.string("type", notice.type.rawValue)
                        json.instant("timestamp", notice.event.at)
                        json.object("_links") { writeLinks(notice, call, to: &$0) }
                    }
                }
            }
        }
        return Answer(status: .ok, body: json.bytes)
    }

    @Sendable func reflow(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        try await desk.send([try desk.notice(call.name("event"))], only: try workflow(call))
        return Answer(status: .accepted)
    }

    @Sendable func reflowSubject(_ call: Call) async throws(Problem) -> Answer {
        try await desk(call).send(try subject(call), only: try workflow(call))
        return Answer(status: .accepted)
    }

    /// Many events or many payments, to many workflows or to all.
    @Sendable func reflowMany(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        var notices: [Notice] = []
        for name in try Self.names("events", call.body) { notices.append(try desk.notice(name)) }
        for name in try Self.names("subjects", call.body) {
            guard let id = PaymentName.read(name) else { throw .invalid("subject_ids_invalid") }
            notices += try desk.notices(of: id, seenBy: call.account)
        }
        let workflows = try Self.names("workflows", call.body)
        for workflow in workflows { try await desk.send(notices, only: workflow) }
        if workflows.isEmpty { try await desk.send(notices) }
        return Answer(status: .accepted)
    }

    private func desk(_ call: Call) throws(Problem) -> Desk {
        guard call.platform == .nas else { throw .notFound }
        return Desk(checkout: checkout, service: service, call: call)
    }

    /// The events of the payment that the path names.
    private func subject(_ call: Call) throws(Problem) -> [Notice] {
        guard let id = PaymentName.read(call.name("subject")) else { throw .notFound }
        let notices = try desk(call).notices(of: id, seenBy: call.account)
        guard !notices.isEmpty else { throw .notFound }
        return notices
    }

    /// The one workflow that the path names; nil when it names none.
    private func workflow(_ call: Call) throws(Problem) -> String? {
        let name = call.name("workflow")
        guard !name.isEmpty else { return nil }
        guard try desk(call).workflows().contains(where: { $0.spelled == name }) else { throw .notFound }
        return name
    }

    private static func names(_ member: String, _ body: Members) throws(Problem) -> [String] {
        guard let value = body[member] else { return [] }
        guard let names = value.array?.compactMap(\.string), names.count <= 100 else {
            throw .invalid("\(member)_invalid")
        }
        return names
    }

    private func writeLinks(_ notice: Notice, _ call: Call, to json: inout JSONObjectWriter) {
        let address = "\(call.links.origin)/workflows/events/\(Name.spell(notice.id, "evt"))"
        json.link("self", address)
        json.link("subject", "\(call.links.origin)/workflows/events/subject/\(PaymentName.spell(notice.payment.id))")
        json.link("reflow", "\(address)/reflow")
    }
}

extension NoticeType {
    /// `Payment captured`.
    fileprivate var words: String {
        let words = rawValue.split(separator: "_").joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}

extension Desk {
    /// None for a payment that is not the account's.
    func notices(of id: PaymentID, seenBy account: AccountID) throws(Problem) -> [Notice] {
        let events = try events(of: id)
        guard case .created(let birth, _) = events.first?.fact, birth.account == account else { return [] }
        return Notice.all(of: events)
    }
}
