import DialectKit
import Engine
import PaymentCore
package import Sandbox

/// `holdfast merchant`: admits merchants and lists them; works beside a running server.
package struct MerchantOffice {
    private let data: DataDirectory
    private let directory: MerchantDirectory

    package init(_ options: ServerOptions) throws {
        data = try DataDirectory(options, besideServer: true)
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
    package static func names(_ options: ServerOptions) throws -> [String] {
        let reader = try DataDirectory.reader(options)
        let keys = try KeyRing(file: options.keyFile, mayMake: false)
        _ = try KeyCheck.missingMark(keys, in: reader)
        let directory = MerchantDirectory(
            key: keys.key(for: "credentials"), reader: reader, time: SystemTime(), published: [])
        return try directory.all().map(\.name)
    }
}
