import Ledger

extension Payment {
    /// Where a payment stands, in the core's words. It follows from the facts; a store keeps it beside them so that
    /// payments are found by it.
    package enum Phase: UInt8, CaseIterable, Hashable, Sendable {
        /// The payer has not answered yet.
        case open = 1
        case withdrawn, declined, abandoned
        case authorized, partiallyCaptured
        /// Nothing of the hold is left, and by what the last of it went.
        case captured, voided, expired

        package var word: String { Self.words[Int(rawValue)] }
        private static let words = [""] + allCases.map { "\($0)" }

        package init?(word: some StringProtocol) {
            guard let phase = Self.allCases.first(where: { $0.word == word }) else { return nil }
            self = phase
        }
    }

    package var phase: Phase {
        if let ending = state.ending {
            switch ending.cause {
            case .withdrawn: return .withdrawn
            case .declined: return .declined
            case .abandoned: return .abandoned
            }
        }
        guard state.authorizedAt != nil else { return .open }
        guard let closed = state.closed else { return captured.isZero ? .authorized : .partiallyCaptured }
        switch closed.cause {
        case .captured: return .captured
        case .voided: return .voided
        case .expired: return .expired
        }
    }
}
