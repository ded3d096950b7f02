import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore
import PaymentCore
import Sandbox

/// Around every request: keeps it and its answer, and does to the answer what a fault wants.
struct ExchangeMiddleware: RouterMiddleware {
    typealias Context = DialectContext

    /// Nil outside the sandbox: then the header means nothing.
    let faults: FaultBook?
    /// Nil when exchanges are not kept.
    let exchanges: ExchangeLog?
    /// The time of a merchant's payments.
    let now: @Sendable (MerchantID) -> Instant

    /// What controls the sandbox, or looks at what is kept, is neither struck nor kept.
    private static let exempt = ["/holdfast/v1/sandbox/", "/holdfast/v1/wire-exchanges", "/console"]

    func handle(
        _ request: Request, context: DialectContext,
        next: @concurrent (Request, DialectContext) async throws -> Response
    ) async throws -> Response {
        guard !Self.exempt.contains(where: request.uri.path.hasPrefix) else { return try await next(request, context) }
        let wish: RequestFault?
        switch FaultHeader(request.headers, in: faults) {
        case .absent: wish = nil
        case .effect(let fault): wish = fault
        case .wrong: return FaultHeader.problem
        }
        let began = ContinuousClock.now
        let exchange = Exchange(
            isRead: request.method == .get || request.method == .head, faults: faults, wish: wish)
        var tapped = request
        exchange.received(try await tapped.collectBody(upTo: ReceivedRequest.bodyLimit + 1).readableBytesView)
        var answer = FinishedAnswer(
            try await Exchange.$current.withValue(exchange) { [tapped] in try await next(tapped, context) })
        let fate = exchange.fate()
        if let status = fate?.status { answer.mustHave(status) }
        await answer.collect()
        keep(request, exchange.facts, answer, fate, took: ContinuousClock.now - began)
        return await answer.response(meeting: fate, on: context.channel)
    }

    private func keep(
        _ request: Request, _ facts: Exchange.Facts, _ answer: FinishedAnswer, _ fate: RequestFault?, took: Duration
    ) {
        guard let merchant = facts.merchant else { return }
        let at = now(merchant)
        if let strike = facts.strike {
            faults?.note(
                FaultStrike(
                    at: at, rule: strike.rule, effect: .request(strike.fault), wire: facts.wire,
                    operation: facts.operation ?? .other, payment: facts.payment),
                of: merchant)
        }
        // Whoever looks on through our own API would only see themselves.
        guard let exchanges, !(request.method == .get && request.uri.path.hasPrefix("/holdfast/")) else { return }
        let head = request.head
        let answer = fate == .dropBefore ? nil : answer.record(arrives: fate != .loseAnswer)
        exchanges.keep(of: merchant, weight: head.weight + facts.body.count + (answer?.weight ?? 0)) {
            WireExchange(
                at: at, took: Interval(milliseconds: took.nanoseconds / 1_000_000), wire: facts.wire,
                operation: facts.operation?.rawValue, payment: facts.payment, sequence: facts.sequence,
                request: .init(
                    method: head.method.rawValue, target: Redaction.target((head.path ?? "").utf8),
                    content: WireContent(
                        headers: head.headerFields.map { (name: $0.name.rawName, value: $0.value) }, body: facts.body)),
                answer: answer?.redacted, fault: facts.strike.map { FaultEffect.request($0.fault).spelled })
        }
    }
}

extension RequestFault {
    /// The status that the answer must have.
    fileprivate var status: Int? {
        switch self {
        case .status(let status), .statusAfterCommit(let status): status
        case .loseAnswer, .dropBefore, .delay, .slowBody: nil
        }
    }
}

extension HTTPRequest {
    /// What it takes in memory, roughly. Unit: bytes.
    fileprivate var weight: Int { 256 + (path?.utf8.count ?? 0) + headerFields.weight }
}
