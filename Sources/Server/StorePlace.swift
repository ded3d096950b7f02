package import PostgresStore

/// How data is kept: in a file of the data directory, or in a PostgreSQL that nodes share.
package enum StorePlace: Sendable {
    case sqlite
    case postgres(DatabaseAddress)

    /// `sqlite`, or an address that begins with `postgres://` or `postgresql://`. Nil for anything else.
    package init?(_ text: String) {
        if text == "sqlite" {
            self = .sqlite
        } else if let address = DatabaseAddress(text) {
            self = .postgres(address)
        } else {
            return nil
        }
    }
}
