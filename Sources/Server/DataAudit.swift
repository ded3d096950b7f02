import DialectKit
package import Engine
import PostgresStore
import SQLiteStore

/// `holdfast audit`: rechecks every invariant from the stored facts.
package enum DataAudit {
    package static func run(_ options: ServerOptions) throws -> Audit.Report {
        let source: any AuditSource =
            switch options.store {
            case .sqlite: try SQLiteAudit(directory: options.dataDirectory)
            case .postgres(let address): try PostgresAudit(address)
            }
        let reader = try DataDirectory.reader(options)
        return try run(source, DataDirectory.keys(options, in: reader), reader: reader)
    }

    /// `reader` knows the merchants and what they registered.
    static func run(_ source: any AuditSource, _ keys: KeyRing, reader: any StoreReader) throws -> Audit.Report {
        let merchants = MerchantDirectory(
            key: keys.key(for: "credentials"), reader: reader, time: SystemTime(), published: [])
        let wires = Wires(ServerOptions(), keys, merchants, SystemTime(), reader: reader)
        var audit = Audit(of: source, outbox: DialectOutbox(wires.directory))
        try audit.run()
        return audit.report
    }
}
