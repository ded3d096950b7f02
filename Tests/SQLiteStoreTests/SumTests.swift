import TestWorld
import Testing

@Suite("Sums over many payments in the file", .timeLimit(.minutes(1)))
struct SumTests {
    @Test("what is more than 64 bits hold ends there, and still balances")
    func beyond() async throws {
        let sums = try await LargeSums.read(.sqlite) { try RawDatabase($0).execute($1) }
        #expect(sums.balances == [.max, -.max])
        #expect(sums.nets == [.max])
        #expect(sums.captured == [.max])
    }
}
