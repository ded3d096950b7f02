import Crypto
package import PaymentCore

/// The hash chain of a payment's events, and the seal over a batch (docs/INVARIANTS.md, "What is sealed").
package enum EventChain {
    /// Before a payment's first event.
    package static let start = [UInt8](repeating: 0, count: 32)

    /// SHA-256 over the hash before, the event without its details, and the commitment to those.
    package static func hash(of event: Event, commitment: [UInt8], after previous: [UInt8]) -> [UInt8] {
        hash(of: event, body: event.fact.canonicalBytes, commitment: commitment, after: previous)
    }

    /// `body`: the canonical bytes of the event's fact, of whoever needs them too.
    static func hash(of event: Event, body: [UInt8], commitment: [UInt8], after previous: [UInt8]) -> [UInt8] {
        var writer = CanonicalWriter()
        writer.blob(previous)
        event.writeChained(body, to: &writer)
        writer.blob(commitment)
        return Array(SHA256.hash(data: writer.bytes))
    }

    package static func commitment(to details: Details, salt: [UInt8]) -> [UInt8] {
        details.bytes.isEmpty ? [] : Array(SHA256.hash(data: salt + details.bytes))
    }

    /// The seal after a batch: its number and all its events, chained to the seal before.
    package static func seal(_ hashes: some Sequence<[UInt8]>, after previous: BatchSeal) -> BatchSeal {
        var hasher = SHA256()
        hasher.update(data: previous.digest)
        var writer = CanonicalWriter()
        writer.signed(previous.number + 1)
        hasher.update(data: writer.bytes)
        for hash in hashes { hasher.update(data: hash) }
        return BatchSeal(number: previous.number + 1, digest: Array(hasher.finalize()))
    }
}
