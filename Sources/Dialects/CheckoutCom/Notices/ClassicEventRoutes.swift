import DialectKit
import HTTPTypes
import PaymentCore

/// `/events` and `/event-types` of the classic platform: what happened, and sending it once more.
/// Source: the vendor's OpenAPI of 2021.
struct ClassicEventRoutes {
    let checkout: CheckoutCom
    let service: any PaymentService
    let log: any DeliveryLog

    @Sendable func types(_ call: Call) async throws(Problem) -> Answer {
        _ = try desk(call)
        let wanted = try Members(call.query).text("version", else: "version_invalid")
        let versions = ClassicEvents.versions.filter { wanted == nil || $0.name == wanted }
        var json = JSONWriter()
        json.array { array in
            for version in versions {
                array.object { json in
                    json.string("version", version.name)
                    json.array("event_types") { array in for type in version.types { array.string(type) } }
                }
            }
        }
        return Answer(status: .ok, body: json.bytes)
    }

    /// Of one payment, of a reference, or of all; newest first; 204 when there is none.
    @Sendable func list(_ call: Call) async throws(Problem) -> Answer {
        let page = try page(Members(call.query), call)
        guard page.count > 0 else { return Answer(status: .noContent) }
        var json = JSONWriter()
        json.object { json in
            json.int("total_count", page.count)
            json.int("limit", page.limit)
            json.int("skip", page.skip)
            json.array("data") { array in
                for notice in page.notices {
                    array.object { json in
                        json.string("id", Name.spell(notice.id, "evt"))
                        json.string("type", notice.type.rawValue)
                        json.instant("created_on", notice.event.at)
                        json.object("_links") { writeLinks(notice, call, to: &$0) }
                    }
                }
            }
        }
        return Answer(status: .ok, body: json.bytes)
    }

    @Sendable func get(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        let notice = try desk.notice(call.name("event"))
        let addresses = try addresses(desk)
        let told = try NoticeDeliveries(desk: desk, log: log).told(notice)
        var json = JSONWriter(capacityBytes: 2_048)
        json.object { json in
            json.string("id", Name.spell(notice.id, "evt"))
            json.string("type", notice.type.rawValue)
            json.string("version", "2.0")
            json.instant("created_on", notice.event.at)
            json.object("data") { NoticeBody(notice: notice).writeData(to: &$0) }
            json.array("notifications") { array in
                for delivery in told {
                    let body = NotificationBody(notice, delivery, addresses[delivery.subscriber], call)
                    array.object { body.writeSummary(to: &$0) }
                }
            }
            json.object("_links") { writeLinks(notice, call, to: &$0) }
        }
        return Answer(status: .ok, body: json.bytes)
    }

    /// One of the event's notifications, with its attempts.
    @Sendable func notification(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        let notice = try desk.notice(call.name("event"))
        let addresses = try addresses(desk)
        let bodies = try NoticeDeliveries(desk: desk, log: log).told(notice).map {
            NotificationBody(notice, $0, addresses[$0.subscriber], call)
        }
        guard let body = bodies.first(where: { $0.name == call.name("notification") }) else { throw .notFound }
        return Answer(status: .ok, body: body.bytes)
    }

    /// To all, or to the one webhook that the path names.
    @Sendable func retry(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        let notice = try desk.notice(call.name("event"))
        let name = call.name("webhook")
        if !name.isEmpty, try !desk.webhooks().contains(where: { $0.spelled == name }) { throw .notFound }
        try await NoticeDeliveries(desk: desk, log: log).send([notice]) { name.isEmpty || $0 == name }
        return Answer(status: .accepted)
    }

    private func desk(_ call: Call) throws(Problem) -> Desk {
        guard call.platform == .classic else { throw .notFound }
        return Desk(checkout: checkout, service: service, call: call)
    }

    /// Where each webhook goes, by its name.
    private func addresses(_ desk: Desk) throws(Problem) -> [String: String] {
        Dictionary(try desk.webhooks().map { ($0.spelled, $0.url) }) { first, _ in first }
    }

    private func page(_ query: Members, _ call: Call) throws(Problem) -> NoticePage {
        let desk = try desk(call)
        var page = try NoticePage(query)
        if let name = try query.text("payment_id", else: "payment_id_invalid") {
            guard let id = PaymentName.read(name) else { throw .invalid("payment_id_invalid") }
            page.add(try desk.notices(of: id, seenBy: call.account).reversed())
            return page
        }
        let reference = try query.text("reference", else: "reference_invalid")
        var payments = 0
        try PaymentSearch(desk).each(reference: reference) { payment throws(Problem) in
            page.add(try desk.notices(of: payment.id).reversed())
            payments += 1
            return payments < Self.paymentLimit
        }
        return page
    }

    /// Payments whose events are looked through.
    private static let paymentLimit = 1_000

    private func writeLinks(_ notice: Notice, _ call: Call, to json: inout JSONObjectWriter) {
        let address = "\(call.links.origin)/events/\(Name.spell(notice.id, "evt"))"
        json.link("self", address)
        json.link("webhooks-retry", "\(address)/webhooks/retry")
    }
}
