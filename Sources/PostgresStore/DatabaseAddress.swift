/// Where a database is: `postgres://user:password@host:port/name?sslmode=verify-full`. Several hosts are parted by commas.
/// May hold a password, so it is never printed.
package struct DatabaseAddress: Hashable, Sendable {
    let text: String

    /// Nil for anything but a PostgreSQL address.
    package init?(_ text: String) {
        guard text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") else { return nil }
        self.text = text
    }
}
