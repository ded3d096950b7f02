import DialectKit
import PaymentCore

/// Notices that happened, found again: they follow from a payment's events.
extension Desk {
    func notices(of id: PaymentID) throws(Problem) -> [Notice] { Notice.all(of: try events(of: id)) }

    /// A notice shares the first half of its name with its payment.
    func notice(_ text: String) throws(Problem) -> Notice {
        guard let id: NoticeID = Name.read(text, "evt") else { throw .notFound }
        let page = Page(from: PaymentID(high: id.high, low: 0), limit: 16, order: .oldestFirst)
        for payment in try payments(page) where payment.id.high == id.high {
            if let notice = try notices(of: payment.id).first(where: { $0.id == id }) { return notice }
        }
        throw .notFound
    }

    /// Sends notices once more, to those who want them; `only` is one subscription, or all of one workflow.
    func send(_ notices: [Notice], only: String? = nil) async throws(Problem) {
        let subscriptions = try subscriptions().filter { subscription in
            only.map { subscription.name == $0 || subscription.name.hasPrefix($0 + "/") } ?? true
        }
        var webhooks = notices.flatMap { notice in
            subscriptions.filter { $0.wants(notice.type) }.map { $0.webhook(notice) }
        }.prefix(Self.resendLimit)
        let resend = checkout.resend
        await withDiscardingTaskGroup { group in
            for _ in 0..<Self.resendsAtOnce {
                let share = webhooks.prefix((webhooks.count + Self.resendsAtOnce - 1) / Self.resendsAtOnce)
                webhooks = webhooks.dropFirst(share.count)
                group.addTask { for webhook in share { await resend(webhook) } }
            }
        }
    }

    /// As many webhooks are sent again at one request, and as many of them at once.
    private static let resendLimit = 100
    private static let resendsAtOnce = 10
}
