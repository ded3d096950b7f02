package import DialectKit
package import Hummingbird
package import PaymentCore

/// What both payment APIs of Vipps MobilePay stand on: access tokens, subscription keys, sale units, and the payer's app.
package struct VippsAccess: Sendable {
    /// The wire of access tokens; accounts are named on it too, so both APIs see one unit's payments.
    package static let wire = WireName("vipps")
    static let clients = WireName("vipps client")
    static let subscriptions = WireName("vipps subscription")

    package let credentials: any CredentialDirectory
    let units: any MerchantRegister
    package let identifiers: IdentifierSource
    /// Who answers for issuers. On a connector nobody plays the payer.
    package let rail: Rail
    package let fingerprints: FingerprintKey
    /// Whether an address to return to has to be a whole one. Source: wire/vipps.md §0.6.
    package let checksReturnAddresses: Bool
    /// What links begin with, when it is not the address the client called.
    package let publicOrigin: String?

    package init(
        credentials: any CredentialDirectory, units: any MerchantRegister, identifiers: IdentifierSource, rail: Rail,
        fingerprints: FingerprintKey, checksReturnAddresses: Bool = true, publicOrigin: String? = nil
    ) {
        self.credentials = credentials
        self.units = units
        self.identifiers = identifiers
        self.rail = rail
        self.fingerprints = fingerprints
        self.checksReturnAddresses = checksReturnAddresses
        self.publicOrigin = publicOrigin
    }

    package func mount(on router: Router<DialectContext>, using service: any PaymentService) {
        TokenRoutes(access: self, service: service).mount(on: router)
        SaleUnitRoutes(access: self).mount(on: router)
        guard rail == .simulated else { return }
        LandingRoutes(access: self, service: service).mount(on: router)
        QRRoutes(access: self, service: service).mount(on: router)
        UserInfoRoutes(access: self).mount(on: router)
    }
}
