import DialectKit
import Engine
import HoldfastAPI
package import PaymentCore
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

    /// The credentials of a merchant, named by its name or id; of the administrator by that word.
    package func credentials(of merchant: String) throws -> [KeptCredential] {
        try directory.credentials(of: try id(of: merchant))
    }

    /// A new secret in the place of those that are good now, which stay good for `overlap`.
    package func rotate(
        _ merchant: String, dialect: String, kind: String, overlap: Interval
    ) throws -> Credential {
        let now = SystemTime().now()
        let (credential, writes) = try directory.rotation(
            of: try id(of: merchant), WireName(dialect), kind, at: now, overlap: overlap)
        try data.write(writes, at: now)
        return credential
    }

    private func id(of merchant: String) throws -> MerchantID {
        if merchant == "administrator" { return MerchantDirectory.nobody }
        let all = try directory.all()
        let found = all.filter { $0.name == merchant || MerchantSpelling.spell($0.id) == merchant }
        guard let only = found.first, found.count == 1 else {
            throw ServerTrouble(
                description: found.isEmpty
                    ? "there is no merchant \(merchant): `holdfast merchant list` names them"
                    : "\(found.count) merchants are called \(merchant): name one by its id, "
                        + found.map { MerchantSpelling.spell($0.id) }.joined(separator: " or "))
        }
        return only.id
    }

    /// The names of all merchants, oldest first. Only reads: where there is no data, none is made.
    package static func names(_ options: ServerOptions) throws -> [String] {
        let reader = try DataDirectory.reader(options)
        let keys = try DataDirectory.keys(options, in: reader)
        let directory = MerchantDirectory(
            key: keys.key(for: "credentials"), reader: reader, time: SystemTime(), published: [])
        return try directory.all().map(\.name)
    }
}
