import DialectKit
import Engine
import PaymentCore
import SQLiteStore
package import Sandbox

/// `holdfast merchant`: admits merchants and lists them; works beside a running server.
package struct MerchantOffice {
    private let data: DataDirectory
    private let directory: MerchantDirectory

    package init(dataDirectory: String, keyFile: String) throws {
        data = try DataDirectory(dataDirectory, keyFile: keyFile, besideServer: true)
        directory = MerchantDirectory(
            key: data.keys.key(for: "credentials"), reader: data.reader, time: SystemTime(), published: [])
    }

    /// The merchant with its credentials, which nobody can see again.
    package func admit(_ name: String) throws -> NewMerchant {
        let merchant = NewMerchant(id: IdentifierSource { SystemTime().now() }.next(), name: name)
        try data.write(directory.admissions(of: merchant), at: SystemTime().now())
        return merchant
    }

    /// The names of all merchants, oldest first. Only reads: where there is no data, none is made.
    package static func names(dataDirectory: String, keyFile: String) throws -> [String] {
        let reader = try SQLiteReader(directory: dataDirectory, lanes: 1)
        let keys = try KeyRing(file: keyFile, mayMake: false)
        _ = try KeyCheck.missingMark(keys, in: reader)
        let directory = MerchantDirectory(
            key: keys.key(for: "credentials"), reader: reader, time: SystemTime(), published: [])
        return try directory.all().map(\.name)
    }
}
