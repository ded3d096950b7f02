import Testing

@Suite("Golden stories", .timeLimit(.minutes(2)))
struct GoldenTests {
    @Test("what Checkout.com's wire answers, byte for byte", arguments: Golden.all)
    func story(_ name: String) async throws {
        try await SandboxServer.run { try await Golden(path: name).check(on: $0) }
    }
}
