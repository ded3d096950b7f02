/// The same request again and again, answered 200 each time.
final class ConstantRequests: Workload {
    private let request: [UInt8]
    private let step: Step

    init(_ request: [UInt8], _ step: Step = .nothing) {
        self.request = request
        self.step = step
    }

    /// The server's no-op: reads the body, answers constant bytes. As long a request as a capture's.
    static func noop() -> ConstantRequests {
        var request: [UInt8] = []
        request.append("POST", "/health", Key.own + Key.idempotency(1_000_000), Adjustments.body)
        return ConstantRequests(request)
    }

    func write(_ request: inout [UInt8], of connection: Int) { request += self.request }

    func check(_ answer: Answer, to connection: Int) throws -> Step {
        guard answer.status == 200 else { throw Trouble("\(answer.status) \(answer.text)") }
        return step
    }
}
