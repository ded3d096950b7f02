import Testing

private let mark = Pattern(#"@unchecked\s+Sendable|\bnonisolated\s*\(\s*unsafe\s*\)"#)

@Suite("Marks that switch a check off")
struct UnsafeMarkTests {
    @Test("a mark stands under a comment that says why it holds")
    func explained() throws {
        expectNone(try ["Sources", "Tests"].flatMap(House.swiftFiles).flatMap(unexplainedMarks))
    }

    @Test(
        "the scan finds a mark without a comment directly above",
        arguments: [
            "final class Box: @unchecked Sendable {}",
            "// Only the writer's thread touches it.\n\nfinal class Box: @unchecked Sendable {}",
            "// Only the writer's thread touches it.\nlet a = 1\nnonisolated(unsafe) var b = 2",
            "nonisolated(unsafe) var b = 2 // fine",
            "@available(*, deprecated)\nfinal class Box: @unchecked Sendable {}",
        ])
    func finds(_ text: String) {
        #expect(unexplainedMarks(in: TextFile(path: "Sources/Engine/Some.swift", text: text)).count == 1)
    }

    @Test(
        "the scan passes an explained mark, and a mention",
        arguments: [
            "// Only the writer's thread touches it.\nfinal class Box: @unchecked Sendable {}",
            "/// A box. Only the writer's thread touches it.\n@frozen\nstruct Box: @unchecked Sendable {}",
            "    // Set once, before any thread starts.\n    nonisolated(unsafe) var b = 2",
            "// nonisolated(unsafe) would do", "let text = \"@unchecked Sendable\"",
        ])
    func passes(_ text: String) {
        #expect(unexplainedMarks(in: TextFile(path: "Sources/Engine/Some.swift", text: text)).isEmpty)
    }
}

private func unexplainedMarks(in file: TextFile) -> [Finding] {
    let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { String($0.drop { $0 == " " || $0 == "\t" }) }
    return mark.finds(in: file.code).filter { find in
        let above = lines[..<(find.line - 1)].last { !$0.hasPrefix("@") }
        return above?.hasPrefix("//") != true
    }
    .map { Finding(file.path, $0.line, "'\($0.groups[0])' needs a comment directly above that proves it safe") }
}
