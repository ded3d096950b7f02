import DialectKit
import Ledger
import VippsAccess

/// An express payment: the payer also chooses how the goods are sent. In the sandbox they take the shop's default of the
/// methods it names beforehand, so what it costs is known when the payment begins. Source: wire/vipps.md §4.1 and §4.6.
struct Express {
    /// Nil: the shop names none beforehand, and sending costs nothing here.
    let shipping: Shipping?

    struct Shipping {
        let method: String
        let methodID: String
        /// Unit: øre.
        let cost: Int64
    }

    /// Nil for a regular payment.
    init?(_ merchant: Parameters) throws(Problem) {
        switch try merchant.string("paymentType", count: 0...40) {
        case nil, "eComm Regular Payment": return nil
        case "eComm Express Payment": break
        case .some:
            throw merchant.invalid("paymentType", "merchantInfo.paymentType is unknown")
        }
        _ = try InitiateRequest.prefix(merchant, "consentRemovalPrefix", isRequired: true)
        _ = try InitiateRequest.prefix(merchant, "shippingDetailsPrefix", isRequired: false)
        var chosen: Shipping?
        for element in try merchant.array("staticShippingDetails") ?? [] {
            guard let members = element.object else {
                throw merchant.invalid("staticShippingDetails", "Each of them must be an object")
            }
            let details = Parameters(members, below: "merchantInfo.staticShippingDetails.")
            let shipping = Shipping(
                method: try details.requiredString("shippingMethod", count: 1...256),
                methodID: try details.requiredString("shippingMethodId", count: 1...100),
                cost: try Self.cost(details))
            let isDefault = try details.string("isDefault", count: 0...5)
            if chosen == nil || isDefault == "Y" { chosen = shipping }
        }
        shipping = chosen
    }

    /// The one amount in kroner, as `99`, `99.5` or `99.50`. Source: wire/vipps.md §0.5.
    private static func cost(_ details: Parameters) throws(Problem) -> Int64 {
        guard let text = try details.string("shippingCost", count: 1...16) else {
            throw details.missing("shippingCost")
        }
        var parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 1 { parts.append("") }
        while parts.count == 2, parts[1].utf8.count > 2, parts[1].hasSuffix("0") { parts[1].removeLast() }
        while parts.count == 2, parts[1].utf8.count < 2 { parts[1] += "0" }
        guard parts.count == 2, let money = try? Money(decimal: parts.joined(separator: "."), currency: .norwegianKrone)
        else { throw details.invalid("shippingCost", "shippingCost must be an amount in kroner, not below zero") }
        return money.minorUnits
    }

    // MARK: What is kept

    func kept(withoutShipping amount: Int64) -> [UInt8] {
        var json = JSONWriter()
        json.object {
            $0.bool("express", true)
            $0.int("amount", amount)
            guard let shipping else { return }
            $0.string("shippingMethod", shipping.method)
            $0.string("shippingMethodId", shipping.methodID)
            $0.int("shippingCost", shipping.cost)
        }
        return json.bytes
    }

    /// Nil for a regular payment.
    static func kept(in details: PaymentDetails) -> (amount: Int64, shipping: Shipping?)? {
        let members = details.keptMembers
        guard members["express"]?.bool == true, let amount = members["amount"]?.int else { return nil }
        guard let method = members["shippingMethod"]?.string, let id = members["shippingMethodId"]?.string,
            let cost = members["shippingCost"]?.int
        else { return (amount, nil) }
        return (amount, Shipping(method: method, methodID: id, cost: cost))
    }
}
