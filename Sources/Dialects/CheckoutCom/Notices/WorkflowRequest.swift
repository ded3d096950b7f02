import DialectKit
import PaymentCore

/// `POST /workflows` and its parts, checked. Source: wire/checkout.md §13.2; the codes are ours: none is documented.
struct WorkflowRequest {
    let checkout: CheckoutCom

    func workflow(_ body: Members) throws(Problem) -> Workflow {
        var workflow = Workflow(
            id: checkout.identifiers.next(), conditions: try conditions(body) ?? [], actions: try actions(body) ?? [])
        guard !workflow.actions.isEmpty else { throw .invalid("workflow_actions_required") }
        try update(&workflow, body)
        return workflow
    }

    func update(_ workflow: inout Workflow, _ body: Members) throws(Problem) {
        if let name = try body.text("name", else: "workflow_name_invalid") { workflow.name = name }
        if let active = try body.bool("active", else: "workflow_active_invalid") { workflow.isActive = active }
    }

    func condition(_ body: Members, as id: WorkflowID) throws(Problem) -> Workflow.Condition {
        guard let type = try body.text("type", else: "workflow_condition_type_invalid"),
            let name = ["event": "events", "entity": "entities", "processing_channel": "processing_channels"][type]
        else { throw .invalid("workflow_condition_type_invalid") }
        var content = JSONObject()
        if type == "event" {
            content.set(name, to: try events(body))
        } else {
            guard let values = body[name]?.array, !values.isEmpty, values.allSatisfy({ $0.string != nil }) else {
                throw .invalid("workflow_condition_\(name)_invalid")
            }
            content.set(name, to: .array(values))
        }
        let text = JSON.object(content).encoded()
        guard text.count <= Members.keptLimit else { throw .invalid("workflow_condition_\(name)_invalid") }
        return Workflow.Condition(id: id, type: type, content: text)
    }

    func action(_ body: Members, as id: WorkflowID) throws(Problem) -> Workflow.Receiver {
        guard try body.text("type", else: "workflow_action_type_invalid") == "webhook" else {
            throw .invalid("workflow_action_type_invalid")
        }
        var secret: SigningSecret?
        if let signature = try body.object("signature", else: "workflow_action_signature_invalid") {
            let method = try signature.text("method", else: "workflow_action_signature_invalid") ?? "HMACSHA256"
            guard method == "HMACSHA256",
                let key = try signature.text("key", upTo: 1_024, else: "workflow_action_signature_invalid"),
                !key.isEmpty
            else { throw .invalid("workflow_action_signature_invalid") }
            secret = SigningSecret(key)
        }
        return Workflow.Receiver(
            id: id, url: try WebhookAddress.read(body), headers: try WebhookHeaders.read(body), secret: secret)
    }

    private func conditions(_ body: Members) throws(Problem) -> [Workflow.Condition]? {
        try list("conditions", body) { members throws(Problem) in
            try condition(members, as: checkout.identifiers.next())
        }
    }

    private func actions(_ body: Members) throws(Problem) -> [Workflow.Receiver]? {
        try list("actions", body) { members throws(Problem) in try action(members, as: checkout.identifiers.next()) }
    }

    private func list<Value>(
        _ name: String, _ body: Members, _ read: (Members) throws(Problem) -> Value
    ) throws(Problem) -> [Value]? {
        guard let value = body[name] else { return nil }
        guard let elements = value.array, elements.count <= 50 else { throw .invalid("workflow_\(name)_invalid") }
        var values: [Value] = []
        for element in elements {
            guard let object = element.object else { throw .invalid("workflow_\(name)_invalid") }
            values.append(try read(Members(object)))
        }
        return values
    }

    /// Types by their source, `EventSource`; only those of `gateway` ever happen here, others are kept.
    private func events(_ body: Members) throws(Problem) -> JSON {
        guard let events = body["events"]?.object, !events.isEmpty else {
            throw .invalid("workflow_condition_events_invalid")
        }
        for member in events.members {
            guard let types = member.value.array, types.count <= 200, types.allSatisfy({ $0.string != nil }) else {
                throw .invalid("workflow_condition_events_invalid")
            }
        }
        return .object(events)
    }
}
