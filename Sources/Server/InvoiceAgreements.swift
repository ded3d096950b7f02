import DialectKit
import Foundation
import Invoicing

/// What is agreed with each merchant about invoices, from a file: a JSON object with a member for each account (of Swedbank
/// Pay the payee id), whose members say what differs from the example of the country.
struct InvoiceAgreements {
    private let agreements: [String: JSONObject]

    static let none = InvoiceAgreements(agreements: [:])

    private init(agreements: [String: JSONObject]) { self.agreements = agreements }

    init(file: String) throws(ServerTrouble) {
        guard let data = FileManager.default.contents(atPath: file), let object = (try? JSON.parse(Array(data)))?.object
        else {
            throw ServerTrouble(
                description: "cannot read the agreements \(file): name a JSON file with --invoice-agreements")
        }
        var agreements: [String: JSONObject] = [:]
        for account in object.members {
            guard let terms = account.value.object else {
                throw ServerTrouble(description: "\(file): '\(account.name)' is not an object")
            }
            for term in terms.members where Self.channels(term) == nil {
                var seller = Seller.example(in: .sweden, called: "")
                guard Self.apply(term, to: &seller) else {
                    throw ServerTrouble(
                        description: "\(file): '\(term.name)' of '\(account.name)' is not known, or not of its kind")
                }
            }
            agreements[account.name.lowercased()] = terms
        }
        self.agreements = agreements
    }

    func seller(of order: InvoiceOrder) -> Seller {
        var seller = Seller.example(in: order.country, called: order.sellerName)
        for term in agreements[order.account.lowercased()]?.members ?? [] { _ = Self.apply(term, to: &seller) }
        return seller
    }

    /// Where invoices of a merchant go; nil where nothing is agreed.
    func channels(for order: InvoiceOrder) -> Set<InvoiceChannel>? {
        agreements[order.account.lowercased()]?.members.lazy.compactMap { Self.channels($0) }.first
    }

    var sendsMail: Bool {
        agreements.values.contains { $0.members.contains { Self.channels($0)?.contains(.email) == true } }
    }

    /// `"distribution": "email"`. Nil for another term, and for a word that says nothing.
    private static func channels(_ term: JSONObject.Member) -> Set<InvoiceChannel>? {
        guard term.name == "distribution" else { return nil }
        return term.value.string.flatMap { ServerOptions.InvoiceDistribution(rawValue: $0) }?.channels
    }

    private static var texts: [String: WritableKeyPath<Seller, String>] {
        [
            "name": \.name, "legalName": \.legalName, "zipCode": \.address.zipCode, "city": \.address.city,
            "organisationNumber": \.organisationNumber, "vatNumber": \.vatNumber,
        ]
    }
    private static var optionalTexts: [String: WritableKeyPath<Seller, String?>] {
        [
            "street": \.address.street, "registeredOffice": \.registeredOffice, "email": \.email, "phone": \.phone,
            "website": \.website,
        ]
    }
    private static var endpoints: [String: WritableKeyPath<Seller, Seller.Endpoint>] {
        [
            "endpoint": \.endpoint, "buyersEndpoint": \.buyersEndpoint,
        ]
    }
    private static var numbers: [String: (WritableKeyPath<Seller, Int64>, ClosedRange<Int64>)] {
        [
            "dueDays": (\.dueDays, 0...365), "firstNumber": (\.firstNumber, 1...1_000_000_000),
        ]
    }

    /// False for a term that is not known, or not of its kind.
    private static func apply(_ term: JSONObject.Member, to seller: inout Seller) -> Bool {
        if let (path, range) = numbers[term.name] {
            guard let number = term.value.int, range.contains(number) else { return false }
            seller[keyPath: path] = number
            return true
        }
        if let path = endpoints[term.name] {
            guard let scheme = term.value.object?["scheme"]?.string, let id = term.value.object?["id"]?.string else {
                return false
            }
            seller[keyPath: path] = Seller.Endpoint(scheme: scheme, id: id)
            return true
        }
        guard let text = term.value.string, !text.isEmpty else { return false }
        if let path = texts[term.name] {
            seller[keyPath: path] = text
        } else if let path = optionalTexts[term.name] {
            seller[keyPath: path] = text
        } else {
            return applyWord(term.name, text, to: &seller)
        }
        return true
    }

    private static func applyWord(_ name: String, _ text: String, to seller: inout Seller) -> Bool {
        let isDigits = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        switch name {
        // With the invoice's number and check digits a reference has 25 digits at most.
        case "ledger" where isDigits && text.utf8.count <= 9: seller.ledger = text
        case "kid" where ["mod10", "mod11"].contains(text): seller.usesMod11 = text == "mod11"
        case "bankgiro": seller.account = .bankgiro(text)
        case "plusgiro": seller.account = .plusgiro(text)
        case "account" where isDigits && text.utf8.count == 11: seller.account = .norwegian(text)
        case "iban":
            let number = text.filter { $0 != " " }.uppercased()
            guard CheckDigits.mod97(String(number.dropFirst(4) + number.prefix(4))) == 1 else { return false }
            seller.account = .iban(number, bic: nil)
        default: return false
        }
        return true
    }
}
