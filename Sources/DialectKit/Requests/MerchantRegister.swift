package import PaymentCore

/// Which merchants there are and where they sell. Read anew each time: what anybody wrote, in whichever process, is good
/// for every payment that begins afterwards.
package protocol MerchantRegister: Sendable {
    /// In the order of their identifiers, beginning with `from` (inclusive) when given.
    func merchants(from: MerchantID?, limit: Int) throws(Unavailable) -> [RegisteredMerchant]

    func merchant(_ id: MerchantID) throws(Unavailable) -> RegisteredMerchant?

    /// In the order of their numbers.
    func saleUnits(of merchant: MerchantID) throws(Unavailable) -> [SaleUnit]

    func saleUnit(_ serialNumber: String, of merchant: MerchantID) throws(Unavailable) -> SaleUnit?

    /// What to write so that it is one of the merchant's, with what is agreed for it now. It is no part of the merchant's
    /// data: an erasure leaves it, and a snapshot does not bring it back.
    func entry(of unit: SaleUnit, _ merchant: MerchantID) -> Document
}

package struct RegisteredMerchant: Hashable, Sendable {
    package let id: MerchantID
    /// As people call it.
    package let name: String

    package init(id: MerchantID, name: String) {
        self.id = id
        self.name = name
    }
}
