import DialectKit
import HTTPTypes
import PaymentCore

/// `/workflows/events` and `/workflows/event-types`: what happened, and sending it once more.
/// Source: wire/checkout.md §13.2; the vendor's OpenAPI.
struct WorkflowEventRoutes {
    let checkout: CheckoutCom
    let service: any PaymentService
    let log: any DeliveryLog

    @Sendable func types(_ call: Call) async throws(Problem) -> Answer {
        _ = try desk(call)
        var json = JSONWriter()
        json.array { array in
            for source in EventSource.all {
                array.object { json in
                    json.string("id", source.id)
                    json.string("display_name", source.words)
                    json.string("description", source.description)
                    json.array("events") { array in
                        for type in source.types {
                            let words = Self.words(of: type)
                            array.object {
                                $0.string("id", type)
                                $0.string("display_name", words)
                                $0.string("description", "Sent when: \(words.lowercased())")
                            }
                        }
                    }
                }
            }
        }
        return Answer(status: .ok, body: json.bytes)
    }

    @Sendable func get(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        let notice = try desk.notice(call.name("event"))
        let told = try NoticeDeliveries(desk: desk, log: log).told(notice)
        var json = JSONWriter(capacityBytes: 2_048)
        json.object { json in
            json.string("id", Name.spell(notice.id, "evt"))
            json.string("source", "gateway")
            json.string("type", notice.type.rawValue)
            json.instant("timestamp", notice.event.at)
            json.string("version", "1.0.47")
            json.object("data") { NoticeBody(notice: notice).writeData(to: &$0) }
            json.array("action_invocations") { array in
                for delivery in told { array.object { InvocationBody(notice, delivery, call).write(to: &$0) } }
            }
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

    /// What became of an event at one action of a workflow.
    @Sendable func invocations(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        let notice = try desk.notice(call.name("event"))
        let told = try NoticeDeliveries(desk: desk, log: log).told(notice)
        guard let delivery = told.first(where: { $0.subscriber.hasSuffix("/" + call.name("part")) }) else {
            throw .notFound
        }
        return Answer(status: .ok, body: InvocationBody(notice, delivery, call).bytes)
    }

    @Sendable func reflow(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        try await send([try desk.notice(call.name("event"))], to: try workflow(call), desk)
        return Answer(status: .accepted)
    }

    @Sendable func reflowSubject(_ call: Call) async throws(Problem) -> Answer {
        try await send(try subject(call), to: try workflow(call), desk(call))
        return Answer(status: .accepted)
    }

    /// Many events or many payments, to many workflows or to all.
    @Sendable func reflowMany(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        let events = try Self.names("events", "event", call.body) { (Name.read($0, "evt") as NoticeID?) != nil }
        let subjects = try Self.names("subjects", "subject", call.body) { PaymentName.read($0) != nil }
        let workflows = try Self.names("workflows", "workflow", call.body) {
            (Name.read($0, "wf") as WorkflowID?) != nil
        }
        guard !events.isEmpty || !subjects.isEmpty else { throw .invalid("event_ids_required") }
        var notices: [Notice] = []
        for name in events { notices.append(try desk.notice(name)) }
        for id in subjects.compactMap({ PaymentName.read($0) }) {
            notices += try desk.notices(of: id, seenBy: call.account)
        }
        let known = Set(try desk.workflows().map(\.spelled))
        guard !notices.isEmpty, workflows.allSatisfy(known.contains) else { throw .notFound }
        try await send(notices, to: workflows, desk)
        return Answer(status: .accepted)
    }

    private func send(_ notices: [Notice], to workflows: [String], _ desk: Desk) async throws(Problem) {
        try await NoticeDeliveries(desk: desk, log: log).send(notices) { subscriber in
            workflows.isEmpty || workflows.contains { subscriber.hasPrefix($0 + "/") }
        }
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

    /// The one workflow that the path names; none when it names none.
    private func workflow(_ call: Call) throws(Problem) -> [String] {
        let name = call.name("workflow")
        guard !name.isEmpty else { return [] }
        guard try desk(call).workflows().contains(where: { $0.spelled == name }) else { throw .notFound }
        return [name]
    }

    /// At most 100 names, each once.
    private static func names(
        _ member: String, _ kind: String, _ body: Members, _ isName: (String) -> Bool
    ) throws(Problem) -> [String] {
        guard let value = body[member] else { return [] }
        guard let elements = value.array, elements.count <= 100 else { throw .invalid("\(kind)_ids_invalid") }
        var names: [String] = []
        for element in elements {
            guard let name = element.string, isName(name) else { throw .invalid("\(kind)_ids_invalid") }
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// `Payment captured`.
    private static func words(of type: String) -> String {
        let words = type.split(separator: "_").joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    private func writeLinks(_ notice: Notice, _ call: Call, to json: inout JSONObjectWriter) {
        let address = "\(call.links.origin)/workflows/events/\(Name.spell(notice.id, "evt"))"
        json.link("self", address)
        json.link("subject", "\(call.links.origin)/workflows/events/subject/\(PaymentName.spell(notice.payment.id))")
        json.link("reflow", "\(address)/reflow")
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
