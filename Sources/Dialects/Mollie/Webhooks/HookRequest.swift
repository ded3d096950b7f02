import DialectKit
import PaymentCore

/// What a client wants of a subscription: `name`, `url`, `eventTypes`. Source: wire/mollie.md §10.2.
struct HookRequest {
    let name: String?
    let url: String?
    let eventTypes: [String]?

    init(_ call: Call) throws(Problem) {
        let body = Parameters(call.parameters, in: "body")
        try body.mustBeKnown(["name", "url", "eventTypes"])
        name = try body.string("name")
        url = try Self.url(body, call.mode)
        eventTypes = try body["eventTypes"].map { value throws(Problem) in try Self.types(value) }
    }

    /// Everything that a creation must have.
    func whole() throws(Problem) -> (name: String, url: String, eventTypes: [String]) {
        guard let name, !name.isEmpty else { throw .unprocessable("The 'name' field is missing", field: "name") }
        guard let url else { throw Self.invalidURL }
        guard let eventTypes else {
            throw .unprocessable("The 'eventTypes' field is missing", field: "eventTypes")
        }
        return (name, url, eventTypes)
    }

    /// Loopback is reachable from a sandbox; live mode wants https elsewhere. Source of the text: wire/mollie.md §10.2.
    private static func url(_ body: Parameters, _ mode: Mode) throws(Problem) -> String? {
        guard let value = body["url"] else { return nil }
        guard let text = value.string, let address = WebAddress(text), address.isWeb, !address.isMetadataService,
            mode == .test || address.scheme == "https" || address.isLoopback
        else { throw invalidURL }
        return text
    }

    static let invalidURL = Problem(
        status: 422, title: "Unprocessable entity", detail: "Invalid URL provided", field: "url")

    /// A list, one text, or texts with commas between them.
    private static func types(_ value: JSON) throws(Problem) -> [String] {
        let wanted =
            value.array?.map { $0.string ?? "" }
            ?? (value.string ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
        guard !wanted.isEmpty, wanted.count <= 100, wanted.allSatisfy(HookEventType.subscribable.contains) else {
            throw .unprocessable("The event types are invalid", field: "eventTypes")
        }
        var types: [String] = []
        for type in wanted where !types.contains(type) { types.append(type) }
        return types
    }
}

extension WebAddress {
    fileprivate var isLoopback: Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "::1" || host.hasPrefix("127.")
    }
}
