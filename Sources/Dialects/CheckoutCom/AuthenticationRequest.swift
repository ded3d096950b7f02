import Ledger
import PaymentCore

/// The `3ds` of a payment. Source: wire/checkout.md §4.1, §4.6 and §10.
enum AuthenticationRequest {
    /// Nil when the shop asks for none. With a cryptogram of its own the shop has authenticated the payer elsewhere; the
    /// cryptogram is looked at and let go. Empty texts say nothing: the vendor's tests send them with what is to be challenged.
    static func read(_ body: Members) throws(Problem) -> Authentication? {
        guard let members = try body.object("3ds", else: "parameter_invalid"),
            try members.bool("enabled", else: "parameter_invalid") ?? false
        else { return nil }
        let cryptogram = try given("cryptogram", upTo: 50, members)
        var authentication = Authentication(challenges: cryptogram == nil, downgraded: false, isEnrolled: true)
        authentication.version = try given("version", upTo: 10, members)
        authentication.eci = try given("eci", upTo: 2, members)
        authentication.xid = try given("xid", upTo: 100, members)
        authentication.exemption = try members.text("exemption", else: "parameter_invalid")
        return authentication
    }

    private static func given(_ name: String, upTo limit: Int, _ members: Members) throws(Problem) -> String? {
        let text = try members.text(name, upTo: limit, else: "3ds_\(name)_invalid")
        return text == "" ? nil : text
    }

    /// Whether the payment goes on without, when the card takes no part.
    static func goesOnWithout(_ body: Members) throws(Problem) -> Bool {
        try body.object("3ds", else: "parameter_invalid")?.bool("attempt_n3d", else: "parameter_invalid") ?? false
    }
}

extension PaymentDetails {
    /// A card that takes no part goes on without, or is declined without a challenge.
    mutating func settleAuthentication(attempting: Bool) {
        guard var authentication, authentication.challenges, source.card.answers.authentication == .notEnrolled else {
            return
        }
        authentication.challenges = false
        authentication.isEnrolled = false
        authentication.downgraded = attempting
        self.authentication = authentication
    }

    /// Why the issuer will decline this, as the sandbox's cards and amounts have it; nil when it will not.
    func foreseenDecline(of amount: Money, _ triggers: AmountTriggers) -> ResponseCode? {
        if let authentication, !authentication.isEnrolled, !authentication.downgraded { return .notEnrolled }
        let card = source.card
        if authentication?.challenges == true, card.answers.authentication == .rejected { return .authenticationFailed }
        return card.answers.decline(of: amount)
            ?? triggers.decline(
                of: amount, on: platform, last4: card.last4, bin: card.bin, is3DS: authentication?.challenges ?? false)
    }
}
