import DialectKit
import Engine
import PaymentCore
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

    package func names() throws -> [String] { try directory.all().map(\.name) }
}
