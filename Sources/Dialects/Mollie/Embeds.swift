import DialectKit
import PaymentCore

/// `embed=captures,refunds`: what else a payment's answer carries. Source: wire/mollie.md §3.3.
struct Embeds {
    enum Kind: String { case captures, refunds, chargebacks, payment }

    private let wanted: [Kind]

    init(_ query: Parameters, allowing allowed: Set<Kind>) throws(Problem) {
        var wanted: [Kind] = []
        for word in (try query.string("embed") ?? "").split(separator: ",") {
            guard let kind = Kind(rawValue: String(word)), allowed.contains(kind) else {
                throw .badRequest("The embed value \"\(word)\" is not supported", field: "embed")
            }
            wanted.append(kind)
        }
        self.wanted = wanted
    }

    var isEmpty: Bool { wanted.isEmpty }
    var wantsPayment: Bool { wanted.contains(.payment) }

    func write(
        _ operations: [OperationRecord], of payment: Payment, _ call: Call, at rate: SettlementRate?,
        to json: inout JSONObjectWriter
    ) {
        guard !wanted.isEmpty else { return }
        json.object("_embedded") { json in
            for kind in wanted {
                json.array(kind.rawValue) { array in
                    switch kind {
                    case .captures:
                        for record in operations.captures(of: payment) {
                            array.object { CaptureBody(record, payment, call, at: rate).write(to: &$0) }
                        }
                    case .refunds:
                        for record in operations.refunds {
                            array.object { RefundBody(record, payment, call, at: rate)?.write(to: &$0) }
                        }
                    // No bank takes money back here yet; and a payment does not embed itself.
                    case .chargebacks, .payment: break
                    }
                }
            }
        }
    }
}

extension [OperationRecord] {
    /// Newest first. What the terms captured by themselves at once is no capture object. Source: wire/mollie.md §4.
    func captures(of payment: Payment) -> [OperationRecord] {
        guard payment.state.terms.capture != .automatic(after: .zero) else { return [] }
        return reversed().filter { if case .capture = $0.operation.order { true } else { false } }
    }

    /// Newest first; canceled ones are gone. Source: wire/mollie.md §6.3.
    var refunds: [OperationRecord] {
        reversed().filter { record in
            guard case .refund = record.operation.order else { return false }
            return RefundStatus.of(record.operation) != nil
        }
    }
}
