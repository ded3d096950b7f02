import Testing

/// Words that name nothing: what cannot be named better has no home yet.
private let empty: Set<String> = [
    "util", "utils", "utility", "utilities", "helper", "helpers", "manager", "managers", "common", "base", "misc",
]

private let word = Pattern("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

@Suite("Names of files and folders")
struct FileNameTests {
    @Test("no file and no folder is named after nothing", arguments: ["Sources", "Tests"])
    func named(_ folder: String) throws {
        expectNone(try House.paths(under: folder).flatMap(emptyNames))
    }

    @Test(
        "the scan finds an empty name anywhere in a path",
        arguments: [
            "Sources/Engine/Utils.swift", "Sources/Engine/StoreManager.swift", "Sources/Common/Money.swift",
            "Sources/Engine/Money+Helpers.swift", "Tests/SDKTests/test_helpers.py", "Sources/Engine/BaseStore.swift",
            "Sources/Engine/HTTPUtil.swift",
        ])
    func finds(_ path: String) {
        #expect(emptyNames(in: path).count == 1)
    }

    @Test(
        "the scan passes a word that only contains one",
        arguments: [
            "Sources/Engine/Database.swift", "Sources/DialectKit/Base58.swift", "Sources/DialectKit/Base64.swift",
            "Sources/A/Baseline.swift",
        ])
    func passes(_ path: String) {
        #expect(emptyNames(in: path).isEmpty)
    }
}

private func emptyNames(in path: String) -> [Finding] {
    let named = ["Base32", "Base58", "Base64"].reduce(path) { $0.replacing($1, with: "") }
    return word.finds(in: named).filter {
        empty.contains($0.groups[0].lowercased())
    }
    .map { Finding(path, "'\($0.groups[0])' names nothing; name it after what it is about") }
}
