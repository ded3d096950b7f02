package import DialectKit
import Ledger
package import PaymentCore

/// What both APIs keep with a payment that the core has no word for; each can tell of a payment that the other began.
/// Source: wire/vipps.md §5.
package struct PaymentDetails: Sendable {
    package enum Interface: UInt8, Sendable { case ePayment, eCom }

    package var interface: Interface
    package var unit: String
    /// The unit's capture type when the payment was created; eCom's alone.
    package var capturesDirectly = false
    /// The unit has no approval for captures in part.
    package var capturesInFull = false
    package var reference: String
    /// `paymentDescription` or `transactionText`.
    package var text: String?
    /// `returnUrl` or `fallBack`: where the payer is sent in the end.
    package var returnAddress: String?
    /// Of `returnUrl`. Unit: bytes. Source: wire/vipps.md §2.2.
    package static let longestReturnAddress = 2_500
    /// `userFlow`, in ePayment's words.
    package var flow: String
    /// `WALLET`, `CARD` or `CARD_PASSTHROUGH`.
    package var method = "WALLET"
    package var phone: String?
    package var scope: String?
    /// The key of the request that created it.
    package var key: String?
    /// Where eCom's callback goes, and what it carries to show where it is from.
    package var callbackPrefix: String?
    package var callbackToken: String?
    /// How long the payer has to act.
    package var openFor: Interval
    /// Members that are kept and returned as they came. A JSON object's text.
    package var extras: [UInt8] = Array("{}".utf8)

    package init(
        interface: Interface, unit: SaleUnit, reference: String, flow: String, openFor: Interval = standardOpenFor
    ) {
        self.interface = interface
        self.unit = unit.serialNumber
        capturesDirectly = interface == .eCom && unit.capturesDirectly
        self.reference = reference
        self.flow = flow
        self.openFor = openFor
    }

    /// Five minutes to open the link and five in the app. Source: wire/vipps.md §2.3 and §6.
    package static let standardOpenFor = Interval.minutes(10)

    /// Nil for a payment of another wire.
    package static func read(_ payment: Payment) -> PaymentDetails? {
        try? PaymentDetails(canonicalBytes: payment.details.bytes)
    }

    package var keptMembers: JSONObject { (try? JSON.parse(extras))?.object ?? JSONObject() }
}

// MARK: What is agreed

extension PaymentDetails {
    /// Before the payer has answered. Their no ends the payment, and so does their bank's.
    package var openTerms: Terms {
        var terms = Terms()
        terms.openFor = openFor
        terms.declineEnds = true
        terms.deadline = deadline
        return terms
    }

    /// Once the payer has said yes with a card.
    func terms(for card: PayerCard, in currency: Currency) -> Terms {
        var terms = openTerms
        terms.capture = capturesDirectly ? .automatic(after: .zero) : .manual
        terms.capturesAllowed = capturesInFull ? .whole : .many
        terms.holdGuaranteed = card.scheme.guaranteed
        terms.refundWindow = Market.refundWindow
        terms.captureWindow = Market(currency)?.captureWindow
        switch interface {
        case .ePayment: terms.remainder = .keeps
        case .eCom: terms.remainder = .lapsesAfter(Self.remainderHeldFor)
        }
        return terms
    }

    /// "any remaining reserved amount will be automatically released after a few days", by the bank: the seed
    /// `001_7ea09a288ba2e1a7.txt`, "Partial capture".
    static let remainderHeldFor = Interval.days(7)

    /// eCom "does not automatically change the status of a reservation" (the seed), ePayment lets go of it when captures
    /// end. Source: wire/vipps.md §6.
    private var deadline: Terms.Deadline {
        switch interface {
        case .ePayment: .voids
        case .eCom: .freezes
        }
    }

    /// What the payer agrees to. Nil when they have no such card.
    package static func approval(of payment: Payment, with wish: PayerWish) -> Approval? {
        guard let details = read(payment) else { return nil }
        guard let card = wish.method.map(PayerCard.named) ?? PayerCard.all.first else { return nil }
        var instrument = card.instrument(for: payment.birth.requested, createdAt: payment.birth.at)
        if wish.script != IssuerScript() { instrument.script = wish.script }
        return Approval(instrument: instrument, terms: details.terms(for: card, in: payment.currency))
    }
}

extension PaymentDetails: Canonical {
    private static let version: UInt8 = 1

    package func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.byte(interface.rawValue)
        writer.string(unit)
        writer.bool(capturesDirectly)
        writer.bool(capturesInFull)
        writer.string(reference)
        writer.string(flow)
        writer.string(method)
        writer.texts([text, returnAddress, phone, scope, key, callbackPrefix, callbackToken])
        writer.value(openFor)
        writer.blob(extras)
    }

    package init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("payment details of an unknown version") }
        guard let interface = Interface(rawValue: try reader.byte()) else { throw CorruptRecord("unknown interface") }
        self.interface = interface
        unit = try reader.string()
        capturesDirectly = try reader.bool()
        capturesInFull = try reader.bool()
        reference = try reader.string()
        flow = try reader.string()
        method = try reader.string()
        text = try reader.text()
        returnAddress = try reader.text()
        phone = try reader.text()
        scope = try reader.text()
        key = try reader.text()
        callbackPrefix = try reader.text()
        callbackToken = try reader.text()
        openFor = try reader.value()
        extras = try reader.blob()
    }
}
