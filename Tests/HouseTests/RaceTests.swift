import Testing

private let row = Pattern(#"\| `(test_\w+)` \|"#)
private let definition = Pattern(#"^def (test_\w+)\("#)

@Suite("The hall of races")
struct RaceTests {
    @Test("each row of docs/RACES.md names a test that exists, and each test has a row")
    func rows() throws {
        let hall = try #require(House.files(under: "docs", endingIn: "RACES.md").first)
        let tests = try House.files(under: "Tests/SDKTests/races", endingIn: "test_races.py")
        let named = Set(row.finds(in: hall.text).map { $0.groups[1] })
        let written = Set(tests.flatMap { definition.finds(in: $0.text) }.map { $0.groups[1] })
        #expect(!named.isEmpty)
        #expect(named.subtracting(written).sorted() == [], "rows without a test")
        #expect(written.subtracting(named).sorted() == [], "tests without a row")
    }
}
