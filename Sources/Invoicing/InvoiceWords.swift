/// The words on an invoice, in the language of the purchase.
struct InvoiceWords {
    private let language: Language

    private enum Language: Int { case swedish, norwegian, finnish, english }

    /// `sv-SE` and the like; English for anything else.
    init(_ tag: String) {
        language =
            switch tag.prefix(2).lowercased() {
            case "sv": .swedish
            case "nb", "nn", "no": .norwegian
            case "fi": .finnish
            default: .english
            }
    }

    func of(_ words: String...) -> String { words[language.rawValue] }

    var invoice: String { of("Faktura", "Faktura", "Lasku", "Invoice") }
    var creditNote: String { of("Kreditfaktura", "Kreditnota", "Hyvityslasku", "Credit note") }
    var number: String { of("Fakturanummer", "Fakturanummer", "Laskun numero", "Invoice number") }
    var issued: String { of("Fakturadatum", "Fakturadato", "Laskun päiväys", "Invoice date") }
    var due: String { of("Förfallodatum", "Forfallsdato", "Eräpäivä", "Due date") }
    var delivered: String { of("Leveransdatum", "Leveringsdato", "Toimituspäivä", "Delivery date") }
    var deliveredTo: String { of("Leveransort", "Leveringssted", "Toimituspaikka", "Place of delivery") }
    var customerNumber: String { of("Kundnummer", "Kundenummer", "Asiakasnumero", "Customer number") }
    var merchantReference: String { of("Vår referens", "Vår referanse", "Viitteemme", "Our reference") }
    var credited: String { of("Krediterar faktura", "Krediterer faktura", "Hyvittää laskun", "Credits invoice") }

    var item: String { of("Beskrivning", "Beskrivelse", "Kuvaus", "Description") }
    var quantity: String { of("Antal", "Antall", "Määrä", "Quantity") }
    var unitPrice: String { of("À-pris exkl. moms", "Pris ekskl. mva.", "À-hinta, veroton", "Unit price excl. VAT") }
    var rate: String { of("Moms %", "Mva. %", "ALV %", "VAT %") }
    var net: String { of("Netto", "Netto", "Veroton", "Net") }
    var tax: String { of("Moms", "Mva.", "ALV", "VAT") }
    var gross: String { of("Belopp inkl. moms", "Beløp inkl. mva.", "Verollinen", "Amount incl. VAT") }
    var taxSummary: String { of("Momsspecifikation", "Mva.-spesifikasjon", "ALV-erittely", "VAT specification") }
    var taxable: String { of("Beskattningsunderlag", "Grunnlag", "Veron peruste", "Taxable amount") }
    var rounding: String { of("Avrundning", "Avrunding", "Pyöristys", "Rounding") }
    var toPay: String { of("Att betala", "Å betale", "Maksettava", "To pay") }
    var toGetBack: String { of("Att få tillbaka", "Til gode", "Hyvitetään", "In your favour") }
    var carried: String { of("Transport", "Overføring", "Siirto", "Carried forward") }
    var page: String { of("Sida", "Side", "Sivu", "Page") }

    var payment: String { of("Betalning", "Betaling", "Maksutiedot", "Payment") }
    var payee: String { of("Betalningsmottagare", "Betalingsmottaker", "Saaja", "Payee") }
    var account: String { of("Konto", "Kontonummer", "Tilinumero", "Account") }
    /// What the payment reference is called where it is used.
    func reference(in country: InvoiceCountry) -> String {
        switch country {
        case .sweden: "OCR"
        case .norway: "KID"
        case .finland: of("Referensnummer", "Referansenummer", "Viitenumero", "Reference")
        }
    }
    /// Source: wire/swedbank.md §10.5, "only the OCR reference may be used when paying".
    func onlyThisReference(in country: InvoiceCountry) -> String {
        let name = reference(in: country)
        return of(
            "Ange alltid \(name) vid betalning; inget annat meddelande kan läsas.",
            "Oppgi alltid \(name) ved betaling; ingen annen melding kan leses.",
            "Käytä maksaessasi aina viitenumeroa; muita viestejä ei voida lukea.",
            "Always give this \(name) when you pay; no other message can be read.")
    }
    /// Source: wire/swedbank.md §10.1, "late-interest note".
    var lateInterest: String {
        of(
            "Efter förfallodagen debiteras dröjsmålsränta enligt räntelagen.",
            "Etter forfall beregnes forsinkelsesrente etter forsinkelsesrenteloven.",
            "Viivästyskorko korkolain mukaan.", "Late payments bear interest according to law.")
    }
    func terms(days: Int64) -> String {
        of("\(days) dagar netto.", "Netto \(days) dager.", "\(days) päivää netto.", "\(days) days net.")
    }
    var nothingToPay: String {
        of(
            "Kreditfakturan betalas inte. Beloppet dras av från skulden eller återbetalas.",
            "Kreditnotaen skal ikke betales. Beløpet trekkes fra gjelden eller betales tilbake.",
            "Hyvityslaskua ei makseta. Summa vähennetään velasta tai palautetaan.",
            "Do not pay this credit note. The amount is deducted from the debt or paid back.")
    }

    var organisationNumber: String { of("Org.nr", "Org.nr.", "Y-tunnus", "Company number") }
    var vatNumber: String { of("Momsreg.nr", "Mva.-nr.", "ALV-tunnus", "VAT number") }
    var office: String { of("Säte", "Forretningskontor", "Kotipaikka", "Registered office") }
    var exempt: String {
        of("Undantag från skatteplikt", "Unntatt avgiftsplikt", "Arvonlisäveroton myynti", "Exempt from VAT")
    }
    /// What the seller's registers make it say. Source: wire/swedbank.md §10.1 and §10.2.
    static func registerMark(in country: InvoiceCountry) -> String? {
        switch country {
        case .sweden: "Godkänd för F-skatt"
        case .norway: "Foretaksregisteret"
        case .finland: nil
        }
    }

    func summary(of rate: VATRate) -> String {
        "\(of("Varor och tjänster", "Varer og tjenester", "Tavarat ja palvelut", "Goods and services")) \(rate.percent) %"
    }

    /// `1 234,56`; `1,234.56` in English.
    func amount(_ minorUnits: Int64, decimals: Int) -> String {
        var digits = String(minorUnits.magnitude)
        digits = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
        let whole = Array(digits.dropLast(decimals))
        let isEnglish = language == .english
        var grouped = ""
        for (place, digit) in whole.enumerated() {
            if place > 0, (whole.count - place) % 3 == 0 { grouped += isEnglish ? "," : "\u{A0}" }
            grouped.append(digit)
        }
        let fraction = decimals == 0 ? "" : (isEnglish ? "." : ",") + digits.suffix(decimals)
        return (minorUnits < 0 ? "\u{2212}" : "") + grouped + fraction
    }

    /// `25`, `25,5`.
    func percent(_ rate: VATRate) -> String {
        language == .english ? rate.percent : String(rate.percent.map { $0 == "." ? "," : $0 })
    }
}
