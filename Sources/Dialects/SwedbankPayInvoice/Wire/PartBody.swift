import DialectKit
import Ledger
import PaymentCore

/// What stands below a payment, by the last segment of its path. Source: wire/swedbank.md §3 and §7.5.
enum Part: String {
    case prices
    case transactions
    case authorizations
    case captures
    case cancellations
    case reversals
    case urls
    case payeeInfo = "payeeinfo"
    case payers
    case metadata
    case approvedLegalAddress = "approvedlegaladdress"
    case maskedApprovedLegalAddress = "maskedapprovedlegaladdress"
    case legalAddress = "legaladdress"
    case billingAddress = "billingaddress"
    case consumer
    case paid
    case aborted

    /// Those that the payment links to, after its prices, in the order as recorded.
    static let ofPayment: [Part] = [
        .transactions, .authorizations, .captures, .cancellations, .reversals, .urls, .payeeInfo, .payers, .metadata,
        .approvedLegalAddress,
    ]

    /// Whether a path ends with something that a payment may have; nil for one without a part.
    static func isKnown(_ name: String?) -> Bool { name.map { $0 == "failed" || Part(rawValue: $0) != nil } ?? true }

    var member: String {
        switch self {
        case .payeeInfo: "payeeInfo"
        case .approvedLegalAddress: "approvedLegalAddress"
        case .maskedApprovedLegalAddress: "maskedApprovedLegalAddress"
        case .legalAddress: "legalAddress"
        case .billingAddress: "billingAddress"
        case .prices, .transactions, .authorizations, .captures, .cancellations, .reversals, .urls, .payers, .metadata,
            .consumer, .paid, .aborted:
            rawValue
        }
    }

    /// The transactions it lists; nil for what is no list of one kind.
    var kind: Transaction.Kind? { Transaction.Kind.allCases.first { $0.list == rawValue } }

    /// What is not there is not linked to, and is not found.
    func exists(in view: PaymentView) -> Bool {
        switch self {
        case .prices, .urls, .payeeInfo: true
        case .payers: view.details.payerReference != nil
        case .metadata: view.details.metadata != nil
        case .transactions: !view.transactions.list.isEmpty
        case .authorizations: !view.transactions.of(.authorization).isEmpty
        case .captures: !view.transactions.of(.capture).isEmpty
        case .cancellations: !view.transactions.of(.cancellation).isEmpty
        case .reversals: !view.transactions.of(.reversal).isEmpty
        case .approvedLegalAddress, .maskedApprovedLegalAddress: view.approvedAddress != nil
        case .legalAddress, .billingAddress, .consumer: view.buyer != nil
        case .paid: view.isAuthorized
        case .aborted: view.state == .aborted
        }
    }
}

/// One part of a payment in full.
struct PartBody {
    let part: Part
    let view: PaymentView
    let links: Links
    let lists: SwedbankPayInvoice.Lists
    /// What the transactions that are listed tell in full.
    var expansion: TransactionBody.Expansion?

    private var id: PaymentID { view.payment.id }

    /// `"captures": {"id": …, …}`.
    func writeMember(to json: inout JSONObjectWriter) {
        if lists == .arrays, let listed = listed {
            json.array(part.member) { array in
                for transaction in listed { array.object { write(transaction, to: &$0) } }
            }
            return
        }
        json.object(part.member) { json in
            json.string("id", links.part(part.rawValue, of: id))
            writeContent(to: &json)
        }
    }

    private var listed: [Transaction]? {
        part == .transactions ? view.transactions.list : part.kind.map { view.transactions.of($0) }
    }

    private func write(_ transaction: Transaction, to json: inout JSONObjectWriter) {
        let body = TransactionBody(
            transaction: transaction, payment: id, links: links, saysReasonAlways: lists == .arrays,
            expansion: expansion)
        if part == .transactions { body.writeAlone(to: &json) } else { body.write(to: &json) }
    }

    private func writeContent(to json: inout JSONObjectWriter) {
        switch part {
        case .transactions, .authorizations, .captures, .cancellations, .reversals:
            json.array(part.member.dropLast() + "List") { array in
                for transaction in listed ?? [] { array.object { write(transaction, to: &$0) } }
            }
        case .prices:
            json.array("priceList") { array in
                array.object {
                    $0.string("type", "Invoice")
                    $0.int("amount", view.payment.birth.requested.minorUnits)
                    $0.int("vatAmount", view.details.vatAmount)
                }
            }
        case .urls: writeURLs(to: &json)
        case .payeeInfo: writePayee(to: &json)
        case .payers: json.texts([("payerReference", view.details.payerReference)])
        case .metadata:
            let metadata = view.details.metadata.flatMap { try? JSON.parse($0) }?.object ?? JSONObject()
            for member in metadata.members where member.name != "id" { json.json(member.name, member.value) }
        case .approvedLegalAddress: view.approvedAddress?.write(to: &json)
        case .maskedApprovedLegalAddress: view.approvedAddress?.masked.write(to: &json)
        case .legalAddress: view.buyer?.legalAddress.write(to: &json)
        case .billingAddress: view.buyer?.billingAddress.write(to: &json)
        case .consumer: writeConsumer(to: &json)
        case .paid: writePaid(to: &json)
        case .aborted: json.texts([("abortReason", view.abortReason)])
        }
    }

    private func writeURLs(to json: inout JSONObjectWriter) {
        let urls = view.details.urls
        if !urls.hosts.isEmpty {
            json.array("hostUrls") { array in for host in urls.hosts { array.string(host) } }
        }
        json.texts([
            ("completeUrl", urls.complete), ("cancelUrl", urls.cancel), ("paymentUrl", urls.payment),
            ("callbackUrl", urls.callback), ("logoUrl", urls.logo), ("termsOfServiceUrl", urls.termsOfService),
        ])
    }

    private func writePayee(to json: inout JSONObjectWriter) {
        let details = view.details
        json.texts([
            ("payeeId", details.payee), ("payeeReference", details.payeeReference), ("payeeName", details.payeeName),
            ("productCategory", details.productCategory), ("orderReference", details.orderReference),
            ("subsite", details.subsite),
        ])
    }

    private func writeConsumer(to json: inout JSONObjectWriter) {
        guard let buyer = view.buyer else { return }
        let number = NationalID(buyer.number, in: view.details.country)?.masked
        json.texts([
            ("socialSecurityNumber", number), ("customerNumber", buyer.customerNumber), ("name", buyer.name),
            ("email", buyer.email), ("msisdn", buyer.msisdn), ("ip", buyer.ip),
        ])
    }

    private func writePaid(to json: inout JSONObjectWriter) {
        let authorization = view.transactions.of(.authorization).last { $0.state == .succeeded }
        json.int("number", Numbers.of(id))
        if let authorization {
            json.object("transaction") {
                $0.string("id", links.transaction(authorization.id, of: id))
                $0.int("number", Numbers.of(authorization.id))
            }
        }
        json.texts([
            ("payeeReference", view.details.payeeReference), ("orderReference", view.details.orderReference),
        ])
        json.int("amount", view.payment.authorized.minorUnits)
    }
}

extension Address {
    func write(to json: inout JSONObjectWriter) {
        json.texts([
            ("addressee", addressee), ("coAddress", coAddress), ("streetAddress", streetAddress), ("zipCode", zipCode),
            ("city", city), ("countryCode", countryCode),
        ])
    }

    /// First letters only.
    var masked: Address {
        func masked(_ text: String) -> String {
            text.split(separator: " ").map { $0.prefix(1) + String(repeating: "*", count: $0.count - 1) }
                .joined(separator: " ")
        }
        return Address(
            addressee: masked(addressee), coAddress: coAddress.map(masked), streetAddress: streetAddress.map(masked),
            zipCode: zipCode, city: masked(city), countryCode: countryCode)
    }
}

extension JSONObjectWriter {
    /// Those that there are.
    mutating func texts(_ members: [(name: String, text: String?)]) {
        for (name, text) in members { if let text { string(name, text) } }
    }
}
