import Foundation
import Testing

private let link = Pattern(#"\[[^\]\n]*\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"\n]*")?\s*\)"#)
private let fencedCode = Pattern(#"^[ \t]*(```|~~~)"#)

@Suite("Links in documents")
struct LinkTests {
    @Test("no relative link is dead")
    func alive() throws {
        let documents = try House.files(under: "", endingIn: ".md")
        #expect(!documents.isEmpty)
        expectNone(documents.flatMap { deadLinks(in: $0, exists: exists) })
    }

    @Test("the scan finds a dead link, seen from the document's own folder")
    func finds() {
        let text = "See [a](there.md), [b](../README.md \"c\")\nand ![d](<not there.md>) and [e](gone.md#part).\n"
        let found = deadLinks(in: TextFile(path: "docs/A.md", text: text)) {
            ["docs/there.md", "README.md"].contains($0)
        }
        #expect(found.map(\.line) == [2])
        #expect(found.first?.complaint == "gone.md is not there (docs/gone.md)")
    }

    @Test(
        "the scan passes other addresses and code",
        arguments: [
            "[a](https://example.org/x)", "[a](mailto:a@example.org)", "[a](#part)", "`[a](gone.md)`",
            "```\n[a](gone.md)\n```", "array[0](gone)".replacing("(gone)", with: ""),
        ])
    func passes(_ text: String) {
        #expect(deadLinks(in: TextFile(path: "A.md", text: text)) { _ in false }.isEmpty)
    }
}

private func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: House.root.appending(path: path).path())
}

private func deadLinks(in file: TextFile, exists: (String) -> Bool) -> [Finding] {
    let folder = file.path.split(separator: "/").dropLast().map(String.init)
    return link.finds(in: prose(file.text)).compactMap { find in
        let target = find.groups[1]
        if target.hasPrefix("#") || target.contains(":") { return nil }
        let path = target.prefix { $0 != "#" }.removingPercentEncoding ?? target
        let resolved = resolve(path, from: folder)
        return exists(resolved) ? nil : Finding(file.path, find.line, "\(path) is not there (\(resolved))")
    }
}

/// The text with its code blanked, line for line.
private func prose(_ text: String) -> String {
    var isCode = false
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        if !fencedCode.finds(in: String(line)).isEmpty {
            isCode.toggle()
            return ""
        }
        if isCode { return "" }
        return line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .map { $0.offset.isMultiple(of: 2) ? String($0.element) : "" }.joined()
    }
    .joined(separator: "\n")
}

/// The path from the root, with `.` and `..` taken out.
private func resolve(_ path: String, from folder: [String]) -> String {
    var steps = folder
    for step in path.split(separator: "/") {
        if step == ".." { steps = steps.dropLast() } else if step != "." { steps.append(String(step)) }
    }
    return steps.joined(separator: "/")
}
