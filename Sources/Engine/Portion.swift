/// A part of what a store holds, in words that every store knows, so that one can hand it to another.
///
/// Each line of a portion has the same facts in the same order. They are handed on as they lie there, byte for byte: what
/// was sealed stays sealed, and who reads them afterwards reads what was written.
package struct Portion: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case batches
        case erasedEvents = "erased events"
        case events, payments, phases, names, claims, deadlines, outbox, attempts, documents, snapshots

        /// Whether snapshots keep it too.
        fileprivate var isKeptToo: Bool {
            switch self {
            case .batches, .erasedEvents, .snapshots: false
            case .events, .payments, .phases, .names, .claims, .deadlines, .outbox, .attempts, .documents: true
            }
        }
    }

    package let kind: Kind
    /// Whether it is what snapshots keep of that kind: each line begins with the snapshot's name.
    package let isKept: Bool

    package static let all =
        Kind.allCases.map { Portion(kind: $0, isKept: false) }
        + Kind.allCases.filter(\.isKeptToo).map { Portion(kind: $0, isKept: true) }

    /// What people call it.
    package var name: String { isKept ? "\(kind.rawValue) of snapshots" : kind.rawValue }

    package var facts: [Fact] { (isKept ? [.bytes("snapshot")] : []) + kind.facts }
}

extension Portion {
    /// One fact of a line: its name, and what it is.
    package struct Fact: Hashable, Sendable {
        package enum Nature: Sendable { case integer, text, bytes }
        package let name: String
        package let nature: Nature

        static func integer(_ name: String) -> Fact { Fact(name: name, nature: .integer) }
        static func text(_ name: String) -> Fact { Fact(name: name, nature: .text) }
        static func bytes(_ name: String) -> Fact { Fact(name: name, nature: .bytes) }
    }

    package enum Value: Hashable, Sendable {
        case nothing
        case integer(Int64)
        case text(String)
        case bytes([UInt8])

        package var integer: Int64? { if case .integer(let number) = self { number } else { nil } }
        package var text: String? { if case .text(let text) = self { text } else { nil } }
        package var bytes: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }

        /// About how much of memory it takes. Unit: bytes.
        package var weight: Int {
            switch self {
            case .nothing, .integer: 16
            case .text(let text): 16 + text.utf8.count
            case .bytes(let bytes): 16 + bytes.count
            }
        }
    }
}

extension Portion.Kind {
    /// An event has its place by its batch's writer, the batch, and the place within it: the order in which it was sealed.
    fileprivate var facts: [Portion.Fact] {
        switch self {
        case .batches: [.bytes("writer"), .integer("number"), .integer("at"), .integer("events"), .bytes("digest")]
        case .erasedEvents: [.bytes("writer"), .integer("batch"), .integer("place"), .bytes("hash")]
        case .events:
            [
                .bytes("payment"), .integer("sequence"), .bytes("writer"), .integer("batch"), .integer("place"),
                .integer("at"), .integer("kind"), .integer("held"), .integer("payable"), .integer("settled"),
                .bytes("settlement"), .bytes("merchant"), .bytes("body"), .bytes("state"), .bytes("details"),
                .bytes("salt"), .bytes("commitment"), .bytes("hash"),
            ]
        case .payments:
            [
                .bytes("id"), .bytes("merchant"), .bytes("account"), .text("currency"), .integer("authorized"),
                .integer("captured"), .integer("released"), .integer("refunded"), .integer("capturing"),
                .integer("releasing"), .integer("refunding"), .bytes("birth"), .bytes("state"), .bytes("head"),
                .integer("sequence"), .integer("details_sequence"), .text("quarantine"), .text("wire"),
                .integer("requested"), .integer("born"),
            ]
        case .phases: [.bytes("payment"), .bytes("merchant"), .integer("phase"), .integer("born")]
        case .names: [.bytes("payment"), .text("name"), .bytes("merchant")]
        case .claims:
            [
                .bytes("digest"), .bytes("merchant"), .bytes("fingerprint"), .integer("expires"), .bytes("payment"),
                .integer("sequence"), .integer("events"), .bytes("refusal"), .bytes("answer"),
            ]
        case .deadlines:
            [.bytes("payment"), .integer("due"), .integer("kind"), .bytes("operation"), .bytes("merchant")]
        case .outbox:
            [
                .bytes("payment"), .integer("sequence"), .text("endpoint"), .bytes("merchant"), .integer("due"),
                .integer("attempts"),
            ]
        case .attempts:
            [
                .bytes("payment"), .integer("sequence"), .text("endpoint"), .integer("number"), .integer("at"),
                .integer("took"), .integer("status"), .bytes("note"), .integer("next"), .bytes("request"),
            ]
        case .documents:
            [.bytes("merchant"), .text("wire"), .text("kind"), .bytes("id"), .bytes("bytes"), .integer("expires")]
        case .snapshots:
            [
                .bytes("id"), .bytes("merchant"), .bytes("name"), .integer("at"), .integer("frozen"),
                .integer("payments"),
            ]
        }
    }
}
