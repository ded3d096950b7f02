/// One line of what is captured or refunded, in no wire's words. What is nil nobody told; whether it has to be told is the
/// wire's to say.
package struct OrderLine: Hashable, Sendable {
    package let description: String?
    /// Range: 1 ... `quantityLimit`.
    package let quantity: Int64
    /// With tax; below zero it is a discount. Unit: minor units of the payment's currency. Range: ± `Money.limit`.
    package let unitPrice: Int64?
    /// Unit: hundredths of a percent, so 2 500 is 25 %.
    package let vatHundredths: Int64?

    package static let quantityLimit: Int64 = 1_000_000

    package init(description: String?, quantity: Int64 = 1, unitPrice: Int64?, vatHundredths: Int64?) {
        self.description = description
        self.quantity = quantity
        self.unitPrice = unitPrice
        self.vatHundredths = vatHundredths
    }
}
