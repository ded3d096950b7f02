import DialectKit
import Engine
import PaymentCore
import TestWorld
import Webhooks

/// The shop's end of the webhooks, behind a network that loses requests and answers.
///
/// `@unchecked Sendable`: used on the simulation's one thread.
final class Receiver: WebhookSender, @unchecked Sendable {
    static let endpoint = "https://shop.example/hook"
    static let gaps: [Interval] = [
        .zero, .seconds(5), .minutes(1), .minutes(15), .hours(1), .hours(6), .hours(24), .hours(48),
    ]

    /// Whether there is anybody there.
    var isUp = true
    /// Whether the network and the shop do what they should.
    var isCalm = false
    private let scheduler: Scheduler
    private let witness: Witness
    private var seed: Seed
    /// When each webhook was sent, within the last second of virtual time.
    private var sent: [[UInt8]: [Int64]] = [:]

    init(_ scheduler: Scheduler, _ witness: Witness, seed: Seed) {
        self.scheduler = scheduler
        self.witness = witness
        self.seed = seed
    }

    func send(_ webhook: OutgoingWebhook) async -> Delivered {
        let call = Call()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                call.begin(continuation)
                guard !Task.isCancelled else { return call.end(.failed("broken off")) }
                begin(webhook, call)
            }
        } onCancel: {
            call.end(.failed("broken off"))
        }
    }

    private func begin(_ webhook: OutgoingWebhook, _ call: Call) {
        watchForStorms(webhook.body)
        guard isUp else { return scheduler.after(1) { call.end(.failed("refused")) } }
        let fate = isCalm ? 100 : seed.number(in: 1...100)
        scheduler.after(webhook.timeout.milliseconds) { call.end(.failed("no answer")) }
        // Lost on the way.
        if fate <= 8 { return }
        scheduler.after(seed.number(in: 1...150)) { [self] in
            // Also when whoever sent it is gone by now: it was on its way.
            guard let place = Self.place(webhook.body) else { return witness.complain("a webhook says nothing") }
            if fate <= 16 {
                return scheduler.after(20) { call.end(Delivered(status: 500, note: "", succeeded: false)) }
            }
            witness.arrived(place)
            // Its answer is lost.
            if fate <= 24 { return }
            scheduler.after(seed.number(in: 1...150)) { call.end(Delivered(status: 200, note: "", succeeded: true)) }
        }
    }

    /// The same webhook may come again, after a pause.
    private func watchForStorms(_ body: [UInt8]) {
        sent[body, default: []].append(scheduler.now)
        sent[body]?.removeAll { $0 < scheduler.now - 1_000 }
        if sent[body, default: []].count > 20 { witness.complain("a webhook is sent without a pause") }
    }

    static func body(_ event: Event) -> [UInt8] {
        Array("\(event.payment.high) \(event.payment.low) \(event.sequence)".utf8)
    }

    private static func place(_ body: [UInt8]) -> DeliveryPlace? {
        let parts = String(decoding: body, as: UTF8.self).split(separator: " ")
        guard parts.count == 3, let high = UInt64(parts[0]), let low = UInt64(parts[1]), let sequence = Int(parts[2])
        else { return nil }
        return DeliveryPlace(payment: PaymentID(high: high, low: low), sequence: sequence, endpoint: endpoint)
    }
}

/// One webhook on its way, answered once.
///
/// `@unchecked Sendable`: used on the simulation's one thread.
private final class Call: @unchecked Sendable {
    private var continuation: CheckedContinuation<Delivered, Never>?

    func begin(_ continuation: CheckedContinuation<Delivered, Never>) { self.continuation = continuation }

    func end(_ delivered: Delivered) {
        continuation?.resume(returning: delivered)
        continuation = nil
    }
}

extension Delivered {
    fileprivate static func failed(_ why: String) -> Delivered { Delivered(status: nil, note: why, succeeded: false) }
}

/// A wire that tells everything, in few words.
struct PlainWire: Dialect {
    var wire: WireName { Shop.wire }
    var webhookGaps: [Interval] { Receiver.gaps }

    func paymentID(spelled text: String) -> PaymentID? { nil }
    func approval(of payment: Payment, with wish: PayerWish) -> Approval? { nil }
    func withoutPayer(_ payment: Payment) -> Payerless? { Payerless(details: .none) }
    func endpoints(for event: Event, of payment: Payment) -> [String] { [Receiver.endpoint] }

    func webhook(for event: Event, of payment: Payment, to endpoint: String) -> OutgoingWebhook? {
        OutgoingWebhook(url: endpoint, headers: [], body: Receiver.body(event), timeout: .seconds(1))
    }
}
