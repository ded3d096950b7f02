package import DialectKit
package import HTTPTypes
package import PaymentCore

/// Who asks: a token's merchant, for one of its sale units where the request names one.
package struct Caller: Sendable {
    package let grant: Grant
    /// Of the header `Merchant-Serial-Number`. Nil: not sent.
    package let unit: SaleUnit?
}

/// Why nobody is let in.
package enum NoAccess: Error, Hashable, Sendable {
    case keyMissing
    case keyInvalid
    case tokenInvalid
    /// The unit of the header is not the token's.
    case unitForeign(String)
    /// Nobody can tell now; the same request may be sent again.
    case later(Unavailable)
}

extension VippsAccess {
    /// The gateway looks at the subscription key first, then at the token. Source: wire/vipps.md §0.2 and §0.3.
    ///
    /// A token is good for its own merchant's keys and units only. Source: §1.1.
    package func caller(_ request: ReceivedRequest, keyIsOptional: Bool = false) throws(NoAccess) -> Caller {
        let key = request.headers[.subscriptionKey]
        if key == nil, !keyIsOptional { throw .keyMissing }
        var subscriber: Grant?
        if let key {
            subscriber = try credentials.grant(for: key, on: Self.subscriptions, orElse: NoAccess.later)
            if subscriber == nil { throw .keyInvalid }
        }
        guard let token = request.vippsToken,
            let grant = try credentials.grant(for: token, on: Self.wire, orElse: NoAccess.later)
        else { throw .tokenInvalid }
        if let subscriber, subscriber.merchant != grant.merchant { throw .keyInvalid }
        guard let number = request.headers[.merchantSerialNumber] else { return Caller(grant: grant, unit: nil) }
        let unit: SaleUnit?
        do { unit = try saleUnit(number, of: grant) } catch { throw .later(error) }
        guard let unit else { throw .unitForeign(number) }
        return Caller(grant: grant, unit: unit)
    }
}

extension ReceivedRequest {
    /// "The literal word Bearer (capital B)". Source: wire/vipps.md §0.2.
    fileprivate var vippsToken: String? {
        guard let value = headers[.authorization], value.hasPrefix("Bearer ") else { return nil }
        return String(value.dropFirst("Bearer ".count))
    }
}

extension HTTPField.Name {
    package static let subscriptionKey = HTTPField.Name("Ocp-Apim-Subscription-Key")!
    package static let merchantSerialNumber = HTTPField.Name("Merchant-Serial-Number")!
    package static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    package static let requestID = HTTPField.Name("X-Request-Id")!
}
