package import PaymentCore

/// What a test asks of a reply.
extension Reply {
    package var acceptance: Acceptance? {
        if case .decided(.accepted(let acceptance), _) = self { acceptance } else { nil }
    }

    package var refusal: Refusal? { if case .decided(.refused(let refusal), _) = self { refusal } else { nil } }

    package var isReplayed: Bool {
        switch self {
        case .decided(_, let replayed), .answer(_, let replayed): replayed
        case .unavailable, .broken: false
        }
    }

    package var kept: [UInt8]? { if case .answer(let bytes, _) = self { bytes } else { nil } }
    package var unavailable: Unavailable? { if case .unavailable(let reason) = self { reason } else { nil } }
    package var broken: InvariantBroken? { if case .broken(let broken) = self { broken } else { nil } }
}
