import Crypto
import DialectKit
import Engine
import PaymentCore
import Sandbox
import Synchronization

/// Which secret belongs to which merchant. Secrets are kept as keyed hashes only, as documents of the store; those that
/// were used are remembered in memory.
final class MerchantDirectory: CredentialDirectory {
    private let key: SymmetricKey
    /// With that key already, to begin each hash with.
    private let keyed: HMAC<SHA256>
    let reader: any PaymentReader
    let time: any TimeSource
    private let known: Mutex<[[UInt8]: Known]>

    private struct Known {
        let grant: Grant
        let expiresAt: Instant?
        /// Nil for what is published, which never changes.
        let readAt: Instant?

        /// Another process may end a credential: what was read is asked again after a while.
        func isFresh(at now: Instant) -> Bool {
            readAt.map { ($0..<($0 + MerchantDirectory.memory)).contains(now) } ?? true
        }
    }

    /// How long a credential that was ended elsewhere may still be taken here.
    private static let memory = Interval.seconds(5)

    /// Remembered at most; others are read again each time.
    private static let memoryLimit = 10_000
    /// Documents that belong to no merchant.
    static let nobody = MerchantID(high: 0, low: 0)
    static let secrets = DocumentCollection(merchant: nobody, wire: WireName("server"), kind: "credential")
    static let merchants = DocumentCollection(merchant: nobody, wire: WireName("server"), kind: "merchant")

    /// `published` are good without being stored: the demo merchant's, where it may be used.
    init(key: SymmetricKey, reader: any PaymentReader, time: any TimeSource, published: [Credential]) {
        self.key = key
        let keyed = HMAC<SHA256>(key: key)
        self.keyed = keyed
        self.reader = reader
        self.time = time
        var known: [[UInt8]: Known] = [:]
        for credential in published {
            let grant = Grant(
                merchant: DemoMerchant.id, merchantName: DemoMerchant.name, kind: credential.kind,
                permissions: credential.permissions)
            let hash = Self.hash(credential.secret, credential.wire, keyed)
            known[hash] = Known(grant: grant, expiresAt: nil, readAt: nil)
        }
        self.known = Mutex(known)
        self.published = known.count
    }

    /// Seals what is noted of a credential.
    var noteSealer: Sealer {
        Sealer(key: HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Array("notes".utf8), outputByteCount: 32))
    }

    private let published: Int
    /// Published here, so not stored.
    var hasDemoMerchant: Bool { published > 0 }

    func grant(for secret: String, on wire: WireName) throws(Unavailable) -> Grant? {
        let hash = Self.hash(secret, wire, keyed)
        let now = time.now()
        let remembered = known.withLock { $0[hash] }
        let found: Known?
        if let remembered, remembered.isFresh(at: now) {
            found = remembered
        } else {
            do {
                found = try read(hash, at: now)
            } catch {
                // What cannot be asked now is as it was.
                guard let remembered else { throw .storeDown }
                found = remembered
            }
        }
        guard let found, found.expiresAt.map({ $0 > now }) ?? true else { return nil }
        return found.grant
    }

    func admission(of secret: String, on wire: WireName, to grant: Grant, until expiresAt: Instant?) -> DocumentWrite {
        let key = DocumentKey(Self.secrets, Self.hash(secret, wire, keyed))
        return .put(Document(key: key, bytes: grant.canonicalBytes, expiresAt: expiresAt))
    }

    /// What to write so that a merchant exists with all its credentials and sale units.
    func admissions(of merchant: NewMerchant) -> [DocumentWrite] {
        var name = CanonicalWriter()
        name.string(merchant.name)
        let entry = Document(key: DocumentKey(Self.merchants, merchant.id.bytes), bytes: name.bytes)
        let units = Self.units(in: merchant.credentials).map { DocumentWrite.put(self.entry(of: $0, merchant.id)) }
        return [.put(entry)] + units
            + merchant.credentials.flatMap { credential in
                let grant = Grant(
                    merchant: merchant.id, merchantName: merchant.name, kind: credential.kind,
                    permissions: credential.permissions)
                return admissions(of: credential, to: grant)
            }
    }

    /// Every merchant that was admitted, oldest first; the demo merchant, where it is published, is not stored.
    func all() throws(StoreError) -> [RegisteredMerchant] {
        let found = try reader.documents(
            of: Self.merchants, page: DocumentPage(limit: 10_000, order: .oldestFirst))
        return found.compactMap(Self.merchant)
    }

    private func read(_ hash: [UInt8], at now: Instant) throws(StoreError) -> Known? {
        guard let document = try reader.document(DocumentKey(Self.secrets, hash)),
            let grant = try? Grant(canonicalBytes: document.bytes)
        else {
            known.withLock { $0[hash] = nil }
            return nil
        }
        let found = Known(grant: grant, expiresAt: document.expiresAt, readAt: now)
        known.withLock { known in
            if known[hash] != nil || known.count < Self.memoryLimit + published { known[hash] = found }
        }
        return found
    }

    func hash(_ credential: Credential) -> [UInt8] { Self.hash(credential.secret, credential.wire, keyed) }

    /// Keyed, so that looking it up tells nothing of the secret by its timing, and a stolen copy nothing at all.
    private static func hash(_ secret: String, _ wire: WireName, _ keyed: HMAC<SHA256>) -> [UInt8] {
        var mac = keyed
        mac.update(data: Array("\(wire.text)\n\(secret)".utf8))
        return Array(mac.finalize())
    }
}
