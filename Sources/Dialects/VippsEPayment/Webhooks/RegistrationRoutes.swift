import DialectKit
import PaymentCore
import VippsAccess

/// The Webhooks API v1: register, list, delete. Source: wire/vipps.md §3.1.
struct RegistrationRoutes {
    let access: VippsAccess
    let service: any PaymentService
    let registrations: Registrations

    /// For each kind of event of a sale unit. Source: §3.1.
    private static let limit = 25
    /// In one registration: more than there are.
    private static let mostEvents = 100

    @Sendable func register(_ call: Call) async throws(Problem) -> Answer {
        let url = try url(call.parameters["url"])
        let events = try Self.events(call.parameters["events"])
        let unit = call.unit.serialNumber
        let existing = try existing(call)
        guard existing.count < Registrations.limit else {
            throw .unregistrable("events", "At most \(Registrations.limit) webhooks can be registered.")
        }
        for event in events where existing.count(where: { $0.events.contains(event) }) >= Self.limit {
            throw .unregistrable("events", "At most \(Self.limit) webhooks can be registered for \(event).")
        }
        let registration = Registration(
            id: access.identifiers.next(), url: url, events: events, secret: .fresh())
        let collection = Registrations.collection(call.grant.merchant, unit)
        try await write(registrations.put(registration, in: collection), call)
        var json = JSONWriter()
        json.object {
            $0.string("id", registration.name)
            $0.string("secret", registration.secret.text)
        }
        return Answer(status: 201, body: json.bytes)
    }

    /// The secret is not told again.
    @Sendable func list(_ call: Call) async throws(Problem) -> Answer {
        let existing = try existing(call)
        var json = JSONWriter()
        json.object { json in
            json.array("webhooks") { array in
                for registration in existing {
                    array.object {
                        $0.string("id", registration.name)
                        $0.string("url", registration.url)
                        $0.array("events") { events in
                            for event in registration.events { events.string(event) }
                        }
                    }
                }
            }
        }
        return Answer(status: 200, body: json.bytes)
    }

    @Sendable func delete(_ call: Call) async throws(Problem) -> Answer {
        let existing = try existing(call)
        guard let id = Registration.id(named: call.name), existing.contains(where: { $0.id == id }) else {
            throw .noSuchWebhook
        }
        let collection = Registrations.collection(call.grant.merchant, call.unit.serialNumber)
        try await write(.remove(Registrations.key(id, in: collection)), call)
        return Answer(status: 204, body: [])
    }

    private func existing(_ call: Call) throws(Problem) -> [Registration] {
        do {
            return try registrations.read(of: call.grant.merchant, call.unit.serialNumber, in: service)
        } catch {
            throw .unavailable(error)
        }
    }

    private func write(_ write: DocumentWrite, _ call: Call) async throws(Problem) {
        // Also when it failed: it may have been written all the same.
        defer { registrations.forget(call.grant.merchant, call.unit.serialNumber) }
        do { try await service.write([write]) } catch { throw .unavailable(error) }
    }

    /// HTTPS, except in a sandbox on this machine, where webhooks are tested.
    private func url(_ value: JSON?) throws(Problem) -> String {
        guard let text = value?.string, !text.isEmpty else { throw .unregistrable("url", Self.required) }
        guard let address = WebAddress(text), address.isWeb, !address.isMetadataService,
            address.scheme == "https" || (access.rail == .simulated && address.isOnThisMachine)
        else { throw .unregistrable("url", "The property must be a valid HTTPS URL.") }
        return text
    }

    private static func events(_ value: JSON?) throws(Problem) -> [String] {
        guard let elements = value?.array, !elements.isEmpty else { throw .unregistrable("events", required) }
        guard elements.count <= mostEvents else {
            throw .unregistrable("events", "At most \(mostEvents) event types can be registered together.")
        }
        var events: [String] = []
        for element in elements {
            guard let name = element.string, EventType.known.contains(name) else {
                throw .unregistrable("events", "The event type is unknown.")
            }
            if !events.contains(name) { events.append(name) }
        }
        return events
    }

    private static let required = "The property is required and cannot be null or empty."
}

extension Problem {
    fileprivate static func unregistrable(_ field: String, _ reason: String) -> Problem {
        Problem(
            status: 400, title: "Bad Request", detail: "One or more validation errors occurred.",
            extra: Extra(name: field, reason: reason))
    }

    fileprivate static let noSuchWebhook = Problem(
        status: 404, title: "Not Found", detail: "There is no such webhook",
        extra: Extra(name: "id", reason: "Not a webhook of this sales unit."))
}
