package import DialectKit

/// Puts one webhook on the network, once.
package protocol WebhookSender: Sendable {
    func send(_ webhook: OutgoingWebhook) async -> Delivered
}

/// What came back.
package struct Delivered: Hashable, Sendable {
    /// Nil when there was no answer.
    package let status: Int?
    /// What went wrong, or the beginning of the answer; at most `noteLimit` characters.
    package let note: String
    package let succeeded: Bool

    package static let noteLimit = 500

    package init(status: Int?, note: String, succeeded: Bool) {
        self.status = status
        self.note = String(note.prefix(Self.noteLimit))
        self.succeeded = succeeded
    }
}
