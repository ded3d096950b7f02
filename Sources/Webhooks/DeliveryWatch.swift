package import DialectKit
package import Engine

/// Who looks on while webhooks are sent.
package protocol DeliveryWatch: Sendable {
    /// Sends by `send`, with what it adds to the webhook's headers.
    func sending(
        _ webhook: OutgoingWebhook, at place: DeliveryPlace, attempt: Int,
        by send: (OutgoingWebhook) async -> Delivered
    ) async -> Delivered

    func ended(_ outcome: DeliveryOutcome)
}

package enum DeliveryOutcome: String, CaseIterable, Sendable {
    case delivered
    /// It will be tried again.
    case failed
    case givenUp = "given_up"
    /// There was nothing to send after all.
    case nothing
}
