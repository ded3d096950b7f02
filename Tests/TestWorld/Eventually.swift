/// Looks again and again until `condition` holds; throws when it has not within `limit`.
package func eventually(within limit: Duration = .seconds(50), _ condition: () throws -> Bool) async throws {
    let end = ContinuousClock.now + limit
    while try !condition() {
        guard ContinuousClock.now < end else { throw NeverHappened(waited: limit) }
        try await Task.sleep(for: .milliseconds(2))
    }
}

package struct NeverHappened: Error, CustomStringConvertible {
    let waited: Duration
    package var description: String { "what the test waits for has not happened within \(waited)" }
}
