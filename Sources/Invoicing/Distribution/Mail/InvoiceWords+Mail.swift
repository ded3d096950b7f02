/// The words of the mail that brings an invoice.
extension InvoiceWords {
    func subject(_ title: String, _ number: Int64, from seller: String) -> String {
        "\(title) \(number) \(of("från", "fra", "–", "from")) \(seller)"
    }

    var attached: String {
        of(
            "Fakturan bifogas som PDF, och som e-faktura (XML) för program som läser sådana.",
            "Fakturaen er vedlagt som PDF, og som e-faktura (XML) for programmer som leser slike.",
            "Lasku on liitteenä PDF-muodossa ja verkkolaskuna (XML) ohjelmia varten.",
            "The document is attached as PDF, and as an electronic invoice (XML) for programs that read one.")
    }
}
