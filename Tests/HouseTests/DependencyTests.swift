import Foundation
import Testing

private let url = Pattern(#"\.package\(url: "[^"]*/([^/"]+?)(?:\.git)?""#)
private let pin = Pattern(#""identity" : "([^"]+)""#)
private let debian = Pattern(#"\|\| echo ([a-z][a-z0-9.+-]*)"#)
private let python = Pattern(#"[A-Za-z][A-Za-z0-9-]*==[0-9][0-9.]*"#)
private let named = Pattern("`([^`]+)`")

@Suite("Dependencies")
struct DependencyTests {
    private static func names(_ pattern: Pattern, _ folder: String, _ name: String, group: Int = 1) throws -> Set<
        String
    > {
        Set(
            try House.files(under: folder, endingIn: name).flatMap { file in
                pattern.finds(in: file.text).map { $0.groups[group].lowercased() }
            })
    }

    @Test(
        "every package that is built with, resolved, installed for building or for the tests has a row, and none is left over"
    )
    func rows() throws {
        let rows = try Self.names(named, "docs", "DEPENDENCIES.md")
        let packages = try Self.names(url, "", "Package.swift")
        let resolved = try Self.names(pin, "", "Package.resolved")
        let installed = try Self.names(debian, "scripts", "setup")
        let tested = try Self.names(python, "scripts", "setup", group: 0)
        #expect(packages.count > 10 && installed.count > 10 && tested.count > 10)
        let needed = packages.union(resolved).union(installed).union(tested)
        #expect(needed.subtracting(rows).sorted() == [], "without a row in docs/DEPENDENCIES.md")
        let plain: Set = ["pytest", "requests", "package.swift", "scripts/setup", "tests/housetests", "deploy/"]
        let known = resolved.isEmpty ? rows.filter { $0.hasPrefix("swift-") } : []
        #expect(rows.subtracting(needed).subtracting(plain).subtracting(known).sorted() == [], "rows of nothing")
    }
}
