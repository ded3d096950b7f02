import DialectKit
import PaymentCore
import Synchronization

/// Webhooks that a fault holds back, so that the next one of their endpoint overtakes them. In memory: a server that stops
/// forgets them, as a wire that loses them would.
final class HeldWebhooks: Sendable {
    /// Held no longer, when no other comes. In real time.
    static let limit = Duration.seconds(10)
    /// Held at once, at most.
    private static let capacity = 1_000

    struct Place: Hashable {
        private let merchant: MerchantID
        private let url: String

        init(_ subject: FaultySender.Subject, _ webhook: OutgoingWebhook) {
            merchant = subject.merchant
            url = webhook.url
        }
    }

    private struct State {
        var webhooks: [Place: [OutgoingWebhook]] = [:]
        var count = 0
    }

    private let state = Mutex(State())

    /// False when there is no room.
    func hold(_ webhook: OutgoingWebhook, at place: Place) -> Bool {
        state.withLock { state in
            guard state.count < Self.capacity else { return false }
            state.webhooks[place, default: []].append(webhook)
            state.count += 1
            return true
        }
    }

    /// What was held there, which is held no longer.
    func release(_ place: Place) -> [OutgoingWebhook] {
        state.withLock { state in
            let released = state.webhooks.removeValue(forKey: place) ?? []
            state.count -= released.count
            return released
        }
    }
}
