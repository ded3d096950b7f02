import DialectKit
import PaymentCore
import VippsAccess

/// The answer to a read. Source: wire/vipps.md §2.5.
struct PaymentBody {
    let payment: Payment
    let details: PaymentDetails
    let origin: String

    var bytes: [UInt8] {
        var json = JSONWriter(capacityBytes: 1_024)
        json.object { json in
            json.aggregate(Aggregate(payment))
            json.amount("amount", payment.birth.requested)
            json.string("state", PaymentState.of(payment).rawValue)
            let scheme = PayerCard.scheme(of: payment)
            json.object("paymentMethod") {
                $0.string("type", details.method)
                if let scheme { $0.string("cardBin", scheme.identificationNumber) }
            }
            let isKnown = details.scope != nil && payment.state.authorizedAt != nil
            json.object("profile") {
                if isKnown { $0.string("sub", TestPayer.sub(known: payment.birth.merchant)) }
            }
            json.string("pspReference", PSPReference.spell(payment.id))
            json.string("reference", details.reference)
            if PaymentState.of(payment) == .created, let address = RedirectAddress.of(details, payment.id, origin) {
                json.string("redirectUrl", address)
            }
            if let metadata = details.keptMembers["metadata"] { json.json("metadata", metadata) }
            if isKnown { json.userDetails(details.scope ?? "") }
            if let authorizedAt = payment.state.authorizedAt, let guaranteed = payment.state.terms.holdGuaranteed {
                json.string("captureGuaranteedUntil", Self.offset(authorizedAt + guaranteed))
            }
        }
        return json.bytes
    }

    /// `2026-09-01T07:53:44.812+00:00`. Source: wire/vipps.md §0.5.
    private static func offset(_ instant: Instant) -> String {
        InstantSpelling.zuluMilliseconds(instant.milliseconds).dropLast() + "+00:00"
    }
}

/// Where the payer is sent: a page, or the picture of a QR code unless the shop asks for what stands in it. Nil for a push
/// message, which reaches them by itself. Source: wire/vipps.md §2.2.
enum RedirectAddress {
    static func of(_ details: PaymentDetails, _ payment: PaymentID, _ origin: String) -> String? {
        switch details.flow {
        case "PUSH_MESSAGE": return nil
        case "QR":
            let format = details.keptMembers["qrFormat"]?.object?["format"]?.string
            return format == "TEXT/TARGETURL"
                ? LandingLink.web(origin, payment) : LandingLink.image(origin, payment)
        default: return LandingLink.web(origin, payment)
        }
    }
}

extension JSONObjectWriter {
    /// The payer, once they agreed to share something: name, e-mail address and number always, the rest by the scope.
    /// Source: wire/vipps.md §2.5.
    mutating func userDetails(_ scope: String) {
        let shared = Set(scope.split(separator: " ").map(String.init))
        object("userDetails") { json in
            json.string("email", TestPayer.email)
            json.string("firstName", TestPayer.firstName)
            json.string("lastName", TestPayer.lastName)
            json.string("mobileNumber", TestPayer.mobileNumber)
            if shared.contains("birthDate") { json.string("dateOfBirth", TestPayer.dateOfBirth) }
            guard shared.contains("address") else { return }
            json.array("addresses") { addresses in
                addresses.object {
                    $0.string("addressLine1", TestPayer.street)
                    $0.string("city", TestPayer.city)
                    $0.string("country", TestPayer.country)
                    $0.string("postCode", TestPayer.postCode)
                }
            }
        }
    }
}
