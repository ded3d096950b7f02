import DialectKit
import HTTPTypes
import PaymentCore

/// `/workflows`: who hears of what, on the current platform. Source: wire/checkout.md §13.2.
struct WorkflowRoutes {
    let checkout: CheckoutCom
    let service: any PaymentService

    @Sendable func create(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        guard try desk.workflows().count < Desk.subscriptionLimit else { throw .invalid("workflow_limit_exceeded") }
        let workflow = try request.workflow(call.body)
        try await put(workflow, desk)
        return named(workflow.id, "wf", "workflows/\(workflow.spelled)", call, .created)
    }

    @Sendable func list(_ call: Call) async throws(Problem) -> Answer {
        let workflows = try desk(call).workflows()
        var json = JSONWriter()
        json.object { json in
            json.array("data") { array in
                for workflow in workflows {
                    array.object { json in
                        json.string("id", workflow.spelled)
                        if let name = workflow.name { json.string("name", name) }
                        json.bool("active", workflow.isActive)
                        json.object("_links") { $0.link("self", address(workflow, call)) }
                    }
                }
            }
        }
        return Answer(status: .ok, body: json.bytes)
    }

    @Sendable func get(_ call: Call) async throws(Problem) -> Answer {
        let workflow = try workflow(desk(call))
        var json = JSONWriter()
        json.object { json in
            json.string("id", workflow.spelled)
            if let name = workflow.name { json.string("name", name) }
            json.bool("active", workflow.isActive)
            json.array("conditions") { array in
                for condition in workflow.conditions {
                    array.object { write(condition, of: workflow, call, to: &$0) }
                }
            }
            json.array("actions") { array in
                for action in workflow.actions { array.object { write(action, of: workflow, call, to: &$0) } }
            }
            json.object("_links") { $0.link("self", address(workflow, call)) }
        }
        return Answer(status: .ok, body: json.bytes)
    }

    @Sendable func update(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        var workflow = try workflow(desk)
        try request.update(&workflow, call.body)
        try await put(workflow, desk)
        var json = JSONWriter()
        json.object {
            if let name = workflow.name { $0.string("name", name) }
            $0.bool("active", workflow.isActive)
        }
        return Answer(status: .ok, body: json.bytes)
    }

    @Sendable func delete(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        let workflow = try workflow(desk)
        try await desk.write([.remove(DocumentKey(call.documents("workflow"), workflow.id.bytes))])
        return Answer(status: .noContent)
    }

    // MARK: Parts of a workflow

    @Sendable func addAction(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        var workflow = try workflow(desk)
        guard workflow.actions.count < 50 else { throw .invalid("workflow_actions_invalid") }
        let id: WorkflowID = checkout.identifiers.next()
        workflow.actions.append(try request.action(call.body, as: id))
        try await put(workflow, desk)
        return named(id, "wfa", "workflows/\(workflow.spelled)/actions/\(Name.spell(id, "wfa"))", call, .created)
    }

    @Sendable func setAction(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        var workflow = try workflow(desk)
        let place = try place(of: "wfa", in: workflow.actions.map(\.id), call)
        workflow.actions[place] = try request.action(call.body, as: workflow.actions[place].id)
        try await put(workflow, desk)
        return Answer(status: .ok)
    }

    @Sendable func removeAction(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        var workflow = try workflow(desk)
        workflow.actions.remove(at: try place(of: "wfa", in: workflow.actions.map(\.id), call))
        try await put(workflow, desk)
        return Answer(status: .noContent)
    }

    @Sendable func addCondition(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        var workflow = try workflow(desk)
        guard workflow.conditions.count < 50 else { throw .invalid("workflow_conditions_invalid") }
        let id: WorkflowID = checkout.identifiers.next()
        workflow.conditions.append(try request.condition(call.body, as: id))
        try await put(workflow, desk)
        return named(id, "wfc", "workflows/\(workflow.spelled)/conditions/\(Name.spell(id, "wfc"))", call, .created)
    }

    @Sendable func setCondition(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        var workflow = try workflow(desk)
        let place = try place(of: "wfc", in: workflow.conditions.map(\.id), call)
        workflow.conditions[place] = try request.condition(call.body, as: workflow.conditions[place].id)
        try await put(workflow, desk)
        return Answer(status: .ok)
    }

    @Sendable func removeCondition(_ call: Call) async throws(Problem) -> Answer {
        let desk = try desk(call)
        var workflow = try workflow(desk)
        workflow.conditions.remove(at: try place(of: "wfc", in: workflow.conditions.map(\.id), call))
        try await put(workflow, desk)
        return Answer(status: .noContent)
    }

    // MARK: In common

    /// Actions of all workflows together: every payment keeps their names. The limit is ours.
    private static let actionLimit = 500

    private var request: WorkflowRequest { WorkflowRequest(checkout: checkout) }

    /// Workflows exist on the current platform alone.
    private func desk(_ call: Call) throws(Problem) -> Desk {
        guard call.platform == .nas else { throw .notFound }
        return Desk(checkout: checkout, service: service, call: call)
    }

    private func workflow(_ desk: Desk) throws(Problem) -> Workflow {
        guard let id: WorkflowID = Name.read(desk.call.name("workflow"), "wf"),
            let workflow: Workflow = try desk.subscription("workflow", id)
        else { throw .notFound }
        return workflow
    }

    private func put(_ workflow: Workflow, _ desk: Desk) async throws(Problem) {
        let others = try desk.workflows().filter { $0.id != workflow.id }
        guard others.reduce(workflow.actions.count, { $0 + $1.actions.count }) <= Self.actionLimit else {
            throw .invalid("workflow_limit_exceeded")
        }
        try await desk.put(workflow, "workflow", as: workflow.id)
    }

    private func place(of prefix: String, in ids: [WorkflowID], _ call: Call) throws(Problem) -> Int {
        guard let id: WorkflowID = Name.read(call.name("part"), prefix), let place = ids.firstIndex(of: id) else {
            throw .notFound
        }
        return place
    }

    private func address(_ workflow: Workflow, _ call: Call) -> String {
        "\(call.links.origin)/workflows/\(workflow.spelled)"
    }

    private func named(
        _ id: WorkflowID, _ prefix: String, _ path: String, _ call: Call, _ status: HTTPResponse.Status
    ) -> Answer {
        var json = JSONWriter()
        json.object { json in
            json.string("id", Name.spell(id, prefix))
            json.object("_links") { $0.link("self", "\(call.links.origin)/\(path)") }
        }
        return Answer(status: status, body: json.bytes)
    }

    private func write(
        _ condition: Workflow.Condition, of workflow: Workflow, _ call: Call, to json: inout JSONObjectWriter
    ) {
        json.string("id", Name.spell(condition.id, "wfc"))
        json.string("type", condition.type)
        for member in (try? JSON.parse(condition.content))?.object?.members ?? [] {
            json.json(member.name, member.value)
        }
        json.object("_links") {
            $0.link("self", "\(address(workflow, call))/conditions/\(Name.spell(condition.id, "wfc"))")
        }
    }

    private func write(
        _ action: Workflow.Receiver, of workflow: Workflow, _ call: Call, to json: inout JSONObjectWriter
    ) {
        json.string("id", Name.spell(action.id, "wfa"))
        json.string("type", "webhook")
        json.string("url", action.url)
        json.raw("headers", action.headers)
        if let secret = action.secret {
            json.object("signature") {
                $0.string("method", "HMACSHA256")
                $0.string("key", secret.text)
            }
        }
        json.object("_links") {
            $0.link("self", "\(address(workflow, call))/actions/\(Name.spell(action.id, "wfa"))")
        }
    }
}
