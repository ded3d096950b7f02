import Ledger
import PaymentCore

/// Which answers a command may get, by the books alone.
extension Books {
    enum Verdict: Equatable {
        case accepted
        case refused
        /// The rules leave it open: only the books afterwards count.
        case either
    }

    func verdict(on command: Command, at now: Int) -> Verdict {
        switch command {
        case .create: .refused
        case .authorize, .decline, .abandon, .withdraw: isOpen ? .accepted : .refused
        case .capture(_, let request, _): captureVerdict(request.amount.map { Int($0.minorUnits) }, at: now)
        case .void(_, .rest, _): authorizedAt != nil && !isClosed && capturable > 0 ? .accepted : .refused
        case .void(_, .all, _):
            authorizedAt != nil && !isClosed && capturable > 0 && captures == 0 && capturing.isEmpty
                ? .accepted : .refused
        case .void(_, .part(let money), _):
            authorizedAt != nil && !isClosed && (1...max(capturable, 1)).contains(Int(money.minorUnits))
                && capturable > 0 ? .accepted : .refused
        case .refund(_, let amount, _): refundVerdict(amount.map { Int($0.minorUnits) }, at: now)
        default: .either
        }
    }

    /// Whether a refusal says why, where there is one reason: whose hold has come to its end is told so, and nothing of amounts.
    func explains(_ refusal: Refusal, of command: Command) -> Bool {
        guard isClosed, case .void = command else { return true }
        if case .closed = refusal { return true }
        return false
    }

    private func captureVerdict(_ requested: Int?, at now: Int) -> Verdict {
        guard authorizedAt != nil, !isClosed else { return .refused }
        if let end = windowEnd, end <= now { return .refused }
        if terms.automaticAfter == 0 { return .refused }
        if terms.once, captures + capturing.count > 0 { return .refused }
        let amount = requested ?? capturable
        return amount > 0 && amount <= capturable ? .accepted : .refused
    }

    private func refundVerdict(_ requested: Int?, at now: Int) -> Verdict {
        guard captured > 0 else { return .refused }
        let amount = requested ?? refundable
        if let apart = terms.equalRefundsApart,
            refunding.values.contains(where: { $0.amount == amount && now < $0.at + apart })
        {
            return .refused
        }
        return amount > 0 && amount <= refundable ? .accepted : .refused
    }
}
