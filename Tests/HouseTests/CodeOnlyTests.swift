import Testing

@Suite("Code without comments and strings")
struct CodeOnlyTests {
    @Test(
        "comments and strings are blanked, code stays",
        arguments: [
            ("let a = 1 // Double", "let a = 1"),
            ("/* Double /* nested */ still */ let a = 1", "let a = 1"),
            (#"let a = "Double" + b"#, "let a =          + b"),
            (#"let a = "\"Double\"" + b"#, "let a =              + b"),
            (##"let a = #"a " Double"# + b"##, "let a =                + b"),
            ("let a = \"\"\"\n  Double \" \"\"\n  \"\"\" + b", "let a =    \n             \n      + b"),
            (#"let a = "\(f("Double", x)) Double" + b"#, #"let a =    f(        , x))         + b"#),
            ("#if DEBUG\nlet a = #filePath", "#if DEBUG\nlet a = #filePath"),
            ("let a = \"unfinished\nlet b = 1", "let a =            \nlet b = 1"),
        ])
    func blanks(_ source: String, _ expected: String) {
        #expect(trimmed(CodeOnly.of(source)) == trimmed(expected))
    }

    @Test("every line stays where it is, in any alphabet")
    func lines() {
        let source = "// é\nlet å = \"ø\n\"\n/* a\nb */ let c = \"\"\"\n x\n \"\"\"\n"
        #expect(CodeOnly.of(source).utf8.count == source.utf8.count)
        #expect(CodeOnly.of(source).split(separator: "\n", omittingEmptySubsequences: false).count == 8)
    }

    /// Blanks at the ends count for nothing.
    private func trimmed(_ text: String) -> String {
        var text = Substring(text)
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
