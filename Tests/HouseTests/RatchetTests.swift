import Testing

private let fileLineLimit = 400
private let functionLineLimit = 70

/// What may be longer, and why: a path, or a path and the function in it ("Sources/A/B.swift decide").
private let exceptions: [String: String] = [:]

@Suite("Ratchets")
struct RatchetTests {
    @Test("no file is longer than 400 lines, and no function longer than 70")
    func limits() throws {
        let tooLong = try ["Sources", "Tests"].flatMap(House.swiftFiles).flatMap(tooLong)
        expectNone(tooLong.filter { exceptions[$0.name] == nil }.map(\.finding))
        for name in exceptions.keys {
            #expect(tooLong.contains { $0.name == name }, "\(name) is short enough: it needs no exception")
        }
    }

    @Test("the scan finds a file of 401 lines, not one of 400")
    func files() {
        #expect(tooLong(TextFile(path: "A.swift", text: lines(400))).isEmpty)
        #expect(tooLong(TextFile(path: "A.swift", text: lines(401))).map(\.name) == ["A.swift"])
    }

    @Test(
        "the scan finds a function of 71 lines, not one of 70",
        arguments: [
            ("func long() {", "long"), ("    package static func long<T>(_ x: T) throws(E) -> [T] {", "long"),
            ("init(a: Int) {", "init"), ("    private convenience init?(a: Int = { 1 }()) {", "init"),
            ("    @inlinable func long(_ x: () -> Void) async -> Int {", "long"), ("deinit {", "deinit"),
            ("var long: Int {", "long"), ("static func == (a: A, b: A) -> Bool {", "=="),
            ("subscript(i: Int) -> Int {", "subscript"),
        ])
    func functions(_ head: String, _ name: String) {
        let (fits, tooMuch) = ("\(head)\n\(lines(68))}\n", "\(head)\n\(lines(69))}\n")
        #expect(tooLong(TextFile(path: "A.swift", text: fits)).isEmpty)
        #expect(tooLong(TextFile(path: "A.swift", text: "let a = 1\n" + tooMuch)).map(\.name) == ["A.swift \(name)"])
        #expect(tooLong(TextFile(path: "A.swift", text: tooMuch)).first?.finding.line == 1)
    }

    @Test("a requirement of a protocol has no length, and a brace in a string is none")
    func requirements() {
        let requirements = "    func a()\n    func b(_ x: Int)\n        -> Int\n    var c: Int { get }\n"
        #expect(tooLong(TextFile(path: "A.swift", text: "protocol P {\n\(requirements)}\n\(lines(80))")).isEmpty)
        #expect(tooLong(TextFile(path: "A.swift", text: "func a() {\n let x = \"{\"\n}\n\(lines(80))")).isEmpty)
        let split = "func a(\n    _ x: Int\n) -> Int\nwhere Int: B\n{\n\(lines(80))}\n"
        #expect(tooLong(TextFile(path: "A.swift", text: split)).count == 1)
    }

    private func lines(_ count: Int) -> String { String(repeating: "    x += 1\n", count: count) }
}

/// Something too long, under the name by which an exception speaks of it.
private struct TooLong {
    let name: String
    let finding: Finding
}

private func tooLong(_ file: TextFile) -> [TooLong] {
    var found: [TooLong] = []
    let count = file.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
    if count > fileLineLimit {
        let finding = Finding(file.path, "has \(count) lines, over \(fileLineLimit)")
        found.append(TooLong(name: file.path, finding: finding))
    }
    for function in FunctionLengths.of(file.code) where function.lines > functionLineLimit {
        let complaint = "\(function.name) has \(function.lines) lines, over \(functionLineLimit)"
        let finding = Finding(file.path, function.line, complaint)
        found.append(TooLong(name: "\(file.path) \(function.name)", finding: finding))
    }
    return found
}
