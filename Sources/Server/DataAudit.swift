import DialectKit
package import Engine
import SQLiteStore

/// `holdfast audit`: rechecks every invariant from the stored facts of a data directory.
package enum DataAudit {
    package static func run(dataDirectory: String, keyFile: String) throws -> Audit.Report {
        let source = try SQLiteAudit(directory: dataDirectory)
        let keys = try KeyRing(file: keyFile, mayMake: false)
        let reader = try SQLiteReader(directory: dataDirectory, lanes: 1)
        let merchants = MerchantDirectory(
            key: keys.key(for: "credentials"), reader: reader, time: SystemTime(), published: [])
        let wires = Wires(ServerOptions(keyFile: keyFile), keys, merchants, SystemTime(), reader: reader)
        var audit = Audit(of: source, outbox: DialectOutbox(wires.directory))
        try audit.run()
        return audit.report
    }
}
