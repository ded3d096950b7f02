import Testing

/// Words of one wire, as regular expressions, whatever their case. They live in that wire's dialect, and nowhere below.
private let wireWords = [
    "Mollie", "Vipps", "MobilePay", "Swedbank", #"Checkout\.?com"#, "Klarna", "Riverty", "creditcard",
    #"\btr_"#, #"\bcpt_"#, #"\bpay_[a-z0-9]"#, #"\breversals?\b"#, #"\bpayee"#, #"\bpspReference\b"#,
    #"\bcaptureMode\b"#,
    #"hal\+json"#, #"\bePayment\b"#, #"\beCom\b"#,
]

/// The rooms below `DialectKit`. Every store is one of them.
private let rooms = ["Ledger", "PaymentCore", "Engine"]

private let patterns = wireWords.map { Pattern($0, ignoringCase: true) }

@Suite("Words of the wires")
struct WireWordTests {
    @Test("no word of a wire is used below DialectKit, in a comment neither")
    func belowDialectKit() throws {
        let files = try House.swiftFiles(under: "Sources").filter(isBelowDialectKit)
        #expect(!files.isEmpty)
        expectNone(files.flatMap(wireWords))
    }

    @Test(
        "the scan finds a word wherever it stands",
        arguments: [
            "// as Mollie does", "let id = \"tr_\" + text", "func mollie()", "case klarna", "let n = \"checkout.com\"",
            "import CheckoutCom", "// a reversal is", "let payeeReference = 1",
        ])
    func finds(_ text: String) {
        #expect(wireWords(in: TextFile(path: "Sources/Engine/Some.swift", text: text)).map(\.line) == [1])
    }

    @Test(
        "a word of the core is no word of a wire",
        arguments: ["let payer = reverse(payment)", "let str_ = 1", "payment_id", "reversed()", "the checkout"])
    func passes(_ text: String) {
        #expect(wireWords(in: TextFile(path: "Sources/Engine/Some.swift", text: text)).isEmpty)
    }

    @Test("every store lies below DialectKit")
    func stores() {
        #expect(isBelowDialectKit(TextFile(path: "Sources/PostgresStore/Some.swift", text: "")))
        #expect(!isBelowDialectKit(TextFile(path: "Sources/Dialects/Mollie/Some.swift", text: "")))
    }
}

private func isBelowDialectKit(_ file: TextFile) -> Bool {
    guard let room = file.room else { return false }
    return rooms.contains(room) || room.hasSuffix("Store")
}

private func wireWords(in file: TextFile) -> [Finding] {
    patterns.flatMap { $0.finds(in: file.text) }
        .map { Finding(file.path, $0.line, "'\($0.groups[0])' is a word of a wire: it lives in that wire's dialect") }
}
