import Testing

private let document = "docs/INVARIANTS.md"

private let citation = Pattern(#"\bI([1-9][0-9]?)\b"#)

@Suite("Invariants")
struct InvariantTests {
    @Test("an invariant that is cited is written down")
    func writtenDown() throws {
        expectNone(unknownCitations(in: try Self.code, written: try Self.written))
    }

    @Test("an invariant that is written down is cited by a test")
    func tested() throws {
        let tests = try Self.code.filter { $0.path.hasPrefix("Tests/") }
        expectNone(untested(try Self.written, by: tests))
    }

    @Test("the scan finds a citation of nothing")
    func findsUnknown() {
        let text = "// I3 holds.\nprecondition(a, \"I12: b\")\nI3()\n"
        let file = TextFile(path: "Sources/Engine/Some.swift", text: text)
        #expect(unknownCitations(in: [file], written: [1, 3]).map(\.line) == [2])
        #expect(unknownCitations(in: [file], written: [3, 12]).isEmpty)
    }

    @Test("the scan finds an invariant without a test")
    func findsUntested() {
        let test = TextFile(path: "Tests/EngineTests/SomeTests.swift", text: "@Test(\"I1: a hold is never exceeded\")")
        #expect(untested([1, 2], by: [test]).map(\.complaint) == ["I2 is cited by no test"])
    }

    @Test("I1 is no part of I10, and no part of a name")
    func wholeNumbers() {
        #expect(numbers(in: "I10 and API1, I1a, _I2, I0, I1") == [10, 1])
    }

    /// Swift files but those of this folder, which speak of invariants that do not exist.
    private static var code: [TextFile] {
        get throws {
            try ["Sources", "Tests"].flatMap(House.swiftFiles).filter { !$0.path.hasPrefix("Tests/HouseTests/") }
        }
    }

    private static var written: Set<Int> {
        get throws {
            let documents = try House.files(under: "docs", endingIn: ".md")
            let file = try #require(documents.first { $0.path == document }, "there is no \(document)")
            let numbers = Set(numbers(in: file.text))
            #expect(!numbers.isEmpty, "\(document) names no invariant")
            return numbers
        }
    }
}

private func numbers(in text: String) -> [Int] {
    citation.finds(in: text).compactMap { Int($0.groups[1]) }
}

private func unknownCitations(in files: [TextFile], written: Set<Int>) -> [Finding] {
    files.flatMap { file in
        citation.finds(in: file.text).filter { !written.contains(Int($0.groups[1]) ?? 0) }
            .map { Finding(file.path, $0.line, "\($0.groups[0]) is not in \(document)") }
    }
}

private func untested(_ written: Set<Int>, by tests: [TextFile]) -> [Finding] {
    let cited = Set(tests.flatMap { numbers(in: $0.text) })
    return written.subtracting(cited).sorted().map { Finding(document, "I\($0) is cited by no test") }
}
