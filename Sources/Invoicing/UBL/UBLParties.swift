/// Seller and buyer in UBL. Source: wire/swedbank.md §11.1, 10 and 11.
struct UBLParties {
    let invoice: Invoice

    func writeSeller(to xml: inout XMLElements) {
        let seller = invoice.seller
        xml.group("cac:AccountingSupplierParty") { xml in
            xml.group("cac:Party") { xml in
                xml.element("cbc:EndpointID", seller.endpoint.id, [("schemeID", seller.endpoint.scheme)])
                xml.group("cac:PartyName") { $0.element("cbc:Name", seller.name) }
                write(seller.address, to: &xml)
                writeTaxScheme("VAT", seller.vatNumber, to: &xml)
                // What stands there is prescribed, letter by letter.
                let mark = InvoiceWords.registerMark(in: invoice.country)
                writeTaxScheme("TAX", invoice.country == .sweden ? mark?.uppercased() : mark, to: &xml)
                xml.group("cac:PartyLegalEntity") { xml in
                    xml.element("cbc:RegistrationName", seller.legalName)
                    xml.element("cbc:CompanyID", seller.organisationNumber, [("schemeID", legalScheme)])
                }
            }
        }
    }

    /// A person has no electronic address: the agreement names one that stands for all. Never the person's number.
    func writeBuyer(to xml: inout XMLElements) {
        let endpoint = invoice.seller.buyersEndpoint
        xml.group("cac:AccountingCustomerParty") { xml in
            xml.group("cac:Party") { xml in
                xml.element("cbc:EndpointID", endpoint.id, [("schemeID", endpoint.scheme)])
                write(invoice.order.buyer, to: &xml)
                xml.group("cac:PartyLegalEntity") { $0.element("cbc:RegistrationName", invoice.order.buyer.name) }
                xml.group("cac:Contact") { $0.element("cbc:ElectronicMail", invoice.order.email) }
            }
        }
    }

    private func write(_ address: PostalAddress, to xml: inout XMLElements) {
        xml.group("cac:PostalAddress") { xml in
            xml.element("cbc:StreetName", address.street)
            xml.element("cbc:AdditionalStreetName", address.careOf)
            xml.element("cbc:CityName", address.city)
            xml.element("cbc:PostalZone", address.zipCode)
            xml.group("cac:Country") { $0.element("cbc:IdentificationCode", address.country.code) }
        }
    }

    private func writeTaxScheme(_ scheme: String, _ company: String?, to xml: inout XMLElements) {
        guard let company else { return }
        xml.group("cac:PartyTaxScheme") { xml in
            xml.element("cbc:CompanyID", company)
            xml.group("cac:TaxScheme") { $0.element("cbc:ID", scheme) }
        }
    }

    /// The register of companies, by the code list of identifier schemes.
    private var legalScheme: String {
        switch invoice.country {
        case .sweden: "0007"
        case .norway: "0192"
        case .finland: "0212"
        }
    }
}
