import Crypto
import DialectKit
package import PaymentCore

/// Who is signed in, and at whose payments they look.
struct Session: Hashable {
    /// The administrator may look at any merchant; a merchant at itself alone.
    let isAdministrator: Bool
    /// Nil until the administrator has picked one.
    var merchant: MerchantID?
    var merchantName: String
    /// In real time.
    let expiresAt: Instant
}

extension Session: Canonical {
    private static let version: UInt8 = 1

    func write(to writer: inout CanonicalWriter) {
        writer.byte(Self.version)
        writer.bool(isAdministrator)
        writer.optional(merchant)
        writer.string(merchantName)
        writer.value(expiresAt)
    }

    init(from reader: inout CanonicalReader) throws(CorruptRecord) {
        guard try reader.byte() == Self.version else { throw CorruptRecord("a session of an unknown version") }
        isAdministrator = try reader.bool()
        merchant = try reader.optional()
        merchantName = try reader.string()
        expiresAt = try reader.value()
    }
}

/// The sessions of all browsers: documents of nobody, named by a keyed hash of the browser's token, so that looking one up
/// tells nothing by its timing and a stolen copy opens nothing. They outlive a restart and end by real time.
struct Sessions: Sendable {
    private let key: SymmetricKey
    private let service: any PaymentService
    private let now: @Sendable () -> Instant

    static let length = Interval.hours(12)
    /// Looked at for ones that are over, at each sign-in.
    private static let sweep = 200
    static let collection = DocumentCollection(
        merchant: MerchantID(high: 0, low: 0), wire: WireName("server"), kind: "console session")

    init(key: SymmetricKey, service: any PaymentService, now: @escaping @Sendable () -> Instant) {
        self.key = key
        self.service = service
        self.now = now
    }

    func session(of token: String) throws(Unavailable) -> Session? {
        guard let document = try service.document(name(of: token)),
            let session = try? Session(canonicalBytes: document.bytes), session.expiresAt > now()
        else { return nil }
        return session
    }

    /// The token of a new session, durable on return.
    func begin(_ grant: Grant) async throws(Unavailable) -> String {
        let isAdministrator = grant.kind == "administrator"
        let session = Session(
            isAdministrator: isAdministrator, merchant: isAdministrator ? nil : grant.merchant,
            merchantName: isAdministrator ? "" : grant.merchantName, expiresAt: now() + Self.length)
        let token = FormToken.random()
        try await service.write(try expired() + [write(session, of: token)])
        return token
    }

    func change(_ session: Session, of token: String) async throws(Unavailable) {
        try await service.write([write(session, of: token)])
    }

    func end(_ token: String) async throws(Unavailable) {
        try await service.write([.remove(name(of: token))])
    }

    /// What a form of this session carries, so that no other page can send it.
    func formToken(of token: String) -> String { FormToken.sign("form " + token, by: key) }

    func isFormToken(_ text: String, of token: String) -> Bool { FormToken.isSigned(text, "form " + token, by: key) }

    private func write(_ session: Session, of token: String) -> DocumentWrite {
        .put(Document(key: name(of: token), bytes: session.canonicalBytes, expiresAt: session.expiresAt))
    }

    private func name(of token: String) -> DocumentKey {
        let hash = HMAC<SHA256>.authenticationCode(for: Array("session \(token)".utf8), using: key)
        return DocumentKey(Self.collection, Array(hash))
    }

    private func expired() throws(Unavailable) -> [DocumentWrite] {
        // From a random place on, so that in time every one is met.
        let start = (0..<32).map { _ in UInt8.random(in: 0...255) }
        let page = DocumentPage(from: start, limit: Self.sweep, order: .oldestFirst)
        let now = now()
        return try service.documents(of: Self.collection, page: page)
            .filter { $0.expiresAt.map { $0 <= now } ?? false }.map { .remove($0.key) }
    }
}

extension Console {
    /// Where everybody's sessions are kept; without its document a session is over.
    package static var sessions: DocumentCollection { Sessions.collection }
}

/// Texts that prove where a form came from.
enum FormToken {
    static func random() -> String {
        Hex.spell(hi: .random(in: 0...UInt64.max), lo: .random(in: 0...UInt64.max))
            + Hex.spell(hi: .random(in: 0...UInt64.max), lo: .random(in: 0...UInt64.max))
    }

    static func sign(_ text: String, by key: SymmetricKey) -> String {
        let code = Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
        return code.map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// Compared in a time that says nothing of where they differ.
    static func isSigned(_ signature: String, _ text: String, by key: SymmetricKey) -> Bool {
        let (given, right) = (Array(signature.utf8), Array(sign(text, by: key).utf8))
        guard given.count == right.count else { return false }
        return zip(given, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
