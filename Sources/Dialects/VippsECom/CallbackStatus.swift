import PaymentCore
import VippsAccess

/// What a callback tells: the third way to spell where an order stands. Source: wire/vipps.md §4.3 and §4.6.
enum CallbackStatus: String {
    case reserved = "RESERVED"
    /// Of express payments, which leave out the D.
    case reserve = "RESERVE"
    case sale = "SALE"
    case reserveFailed = "RESERVE_FAILED"
    case saleFailed = "SALE_FAILED"
    case cancelled = "CANCELLED"
    case rejected = "REJECTED"

    /// Nil for what no callback is sent of.
    static func of(_ event: Event, _ details: PaymentDetails) -> CallbackStatus? {
        switch event.fact {
        case .declined(let reason, let ends):
            guard ends else { return nil }
            guard reason.isIssuers else { return .cancelled }
            return details.capturesDirectly ? .saleFailed : .reserveFailed
        case .abandoned: return .rejected
        case .operation(let operation):
            switch (operation.order, operation.state) {
            case (.authorize, .succeeded) where !details.capturesDirectly:
                return Express.kept(in: details) == nil ? .reserved : .reserve
            case (.capture(_, let traits), .succeeded) where traits.contains(.automatic): return .sale
            case (.capture(_, let traits), .failed) where traits.contains(.automatic): return .saleFailed
            case (.authorize, _), (.capture, _), (.void, _), (.refund, _), (.reverse, _), (.increment, _),
                (.reauthorize, _):
                return nil
            }
        case .created, .amended, .withdrawn, .dispatched, .lapsing, .lapsed, .settled, .instructed, .expired,
            .remainderReleased:
            return nil
        }
    }
}
