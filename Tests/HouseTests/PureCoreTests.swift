import Testing

/// What the core may not use, as regular expressions on code: comments and strings may speak of it.
private let banned = [
    #"\bDate\s*\(\s*\)"#, #"\bUUID\s*\("#, #"\bDouble\b"#, #"\bFloat(?:16|32|64|80)?\b"#, #"\bprint\s*\("#,
    #"\basync\b"#, #"\bawait\b"#, #"\bFoundation\b"#, #"\b\w*[rR]andom\w*"#,
]

private let rooms = ["Ledger", "PaymentCore"]

/// Where a banned word stands all the same, and why.
private let exceptions: [Exception] = [
    Exception(
        path: "Sources/PaymentCore/PaymentService.swift", word: "async",
        reason: "the door that the engine answers at, no part of a decision: a reply waits for the disk")
]

private let patterns = banned.map { Pattern($0) }

@Suite("The core is a function")
struct PureCoreTests {
    @Test("no clock, chance, floating point, output or suspension in the core", arguments: rooms)
    func pure(_ room: String) throws {
        let files = try House.swiftFiles(under: "Sources/\(room)")
        #expect(!files.isEmpty)
        expectNone(files.flatMap(impurities).filter { !isExcepted($0) })
    }

    @Test("every exception is still needed")
    func exceptionsNeeded() throws {
        let findings = try rooms.flatMap { try House.swiftFiles(under: "Sources/\($0)") }.flatMap(impurities)
        for exception in exceptions {
            #expect(findings.contains { exception.covers($0) }, "\(exception.path) needs no exception")
        }
    }

    @Test(
        "the scan finds each of them",
        arguments: [
            "let now = Date()", "let now = Date( )", "let id = UUID()", "let id = Foundation.UUID(uuid: x)",
            "var sum: Double = 0", "var sum: [Float]", "print(sum)", "func load() async {", "let x = await y",
            "import Foundation", "Int.random(in: 0..<2)", "var generator = SystemRandomNumberGenerator()",
            "let text = \"\\(Double(x))\"",
        ])
    func finds(_ text: String) {
        #expect(!impurities(in: TextFile(path: "Sources/Ledger/Some.swift", text: text)).isEmpty)
    }

    @Test(
        "the scan passes what only looks like them",
        arguments: [
            "// no Date(), no Double", "let text = \"await\"", "let date = CivilDate()", "fingerprint(x)",
            "let doubled = 2 * x", "struct FloatingHold {}", "asyncOperation",
        ])
    func passes(_ text: String) {
        #expect(impurities(in: TextFile(path: "Sources/Ledger/Some.swift", text: text)).isEmpty)
    }
}

private struct Exception {
    let path: String
    let word: String
    let reason: String

    func covers(_ finding: Finding) -> Bool { finding.path == path && finding.complaint == complaint(about: word) }
}

private func isExcepted(_ finding: Finding) -> Bool { exceptions.contains { $0.covers(finding) } }

private func complaint(about word: String) -> String { "'\(word)' makes the core depend on more than its arguments" }

private func impurities(in file: TextFile) -> [Finding] {
    let code = file.code
    return patterns.flatMap { $0.finds(in: code) }
        .map { Finding(file.path, $0.line, complaint(about: $0.groups[0])) }
}
