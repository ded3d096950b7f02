package import PaymentCore

package enum NoticeKind {}
package typealias NoticeID = Identifier<NoticeKind>

/// Something that subscriptions are told and that is about no payment. Kept until it was delivered, and after.
package struct Notice: Hashable, Sendable {
    package let id: NoticeID
    package let merchant: MerchantID
    /// By the merchant's clock.
    package let at: Instant
    package let subject: Subject

    package enum Subject: Hashable, Sendable {
        /// A merchant asked whether an endpoint hears.
        case test(SubscriptionID)
        /// Another subscription of the merchant was disabled.
        case disabled(SubscriptionID, wire: WireName, url: String, reason: String)
    }

    package init(id: NoticeID, merchant: MerchantID, at: Instant, subject: Subject) {
        self.id = id
        self.merchant = merchant
        self.at = at
        self.subject = subject
    }
}

extension Notice: Canonical {
    private static let version: UInt8 = 1

    package func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.value(id)
        writer.value(merchant)
        writer.value(at)
        switch subject {
        case .test(let subscription):
            writer.byte(0)
            writer.value(subscription)
        case .disabled(let subscription, let wire, let url, let reason):
            writer.byte(1)
            writer.value(subscription)
            writer.string(wire.text)
            writer.string(url)
            writer.string(reason)
        }
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("a notice of an unknown version") }
        id = try reader.value()
        merchant = try reader.value()
        at = try reader.value()
        switch try reader.byte() {
        case 0: subject = .test(try reader.value())
        case 1:
            subject = .disabled(
                try reader.value(), wire: WireName(try reader.string()), url: try reader.string(),
                reason: try reader.string())
        default: throw CorruptRecord("unknown subject of a notice")
        }
    }
}
