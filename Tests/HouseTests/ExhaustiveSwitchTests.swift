import Testing

/// The files in which a dialect maps the core's closed enums to its own words: a new case must not compile unmapped.
private let mappings = ["Problems.swift", "StatusWords.swift"]

private let catchAll = Pattern(#"(?:^|[{;}])[ \t]*(?:@unknown\s+)?default\s*:"#)

@Suite("Exhaustive mappings")
struct ExhaustiveSwitchTests {
    @Test("a dialect's mappings name every case", arguments: mappings)
    func noDefault(_ name: String) throws {
        let files = try House.files(under: "Sources/Dialects", endingIn: "/\(name)")
        #expect(!files.isEmpty)
        expectNone(files.flatMap(catchAlls))
    }

    @Test(
        "the scan finds a catch-all",
        arguments: [
            "switch x {\ncase .a: 1\ndefault: 2\n}", "switch x { case .a: 1; default: 2 }", "    default :\n        2",
            "@unknown default: 2",
        ])
    func finds(_ text: String) {
        #expect(catchAlls(in: TextFile(path: "Sources/Dialects/Mollie/Problems.swift", text: text)).count == 1)
    }

    @Test(
        "the scan passes the word elsewhere",
        arguments: ["// default: none", "let text = \"default: none\"", "value(default: 2)", "let defaults: Int"])
    func passes(_ text: String) {
        #expect(catchAlls(in: TextFile(path: "Sources/Dialects/Mollie/Problems.swift", text: text)).isEmpty)
    }
}

private func catchAlls(in file: TextFile) -> [Finding] {
    catchAll.finds(in: file.code)
        .map { Finding(file.path, $0.line, "'default:' hides the case that is added next; name every case") }
}
