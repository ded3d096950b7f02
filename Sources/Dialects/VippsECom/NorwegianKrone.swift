import Ledger

extension Currency {
    /// The one currency of this API, which has no field for it. Source: wire/vipps.md §0.5.
    static let norwegianKrone: Currency = {
        guard let krone = Currency(code: "NOK") else { preconditionFailure("NOK is in ISO 4217") }
        return krone
    }()
}
