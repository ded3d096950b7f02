/// An operation with what was kept when it began, as far as a payment's events tell.
package struct OperationRecord: Hashable, Sendable {
    package let operation: Operation
    package let details: Details
    /// The event in which it began; orders the operations of a payment.
    package let sequence: Int
    /// When it succeeded or failed; nil while it is pending.
    package let endedAt: Instant?
    /// What it was paid out with, or taken back. Nil before that, and for what moves nothing that is payable.
    package var settlement: SettlementID?

    /// The same, which can be called back no longer.
    fileprivate var dispatched: OperationRecord {
        var operation = operation
        operation.cancelableUntil = nil
        return OperationRecord(operation: operation, details: details, sequence: sequence, endedAt: endedAt)
    }
}

extension Sequence<Event> {
    /// The operations of a payment, in the order in which they began, each as it stands after the last event.
    package var operations: [OperationRecord] {
        var records: [OperationRecord] = []
        var places: [OperationID: Int] = [:]
        var unsettled: [Int] = []
        for event in self {
            if let settlement = event.settlement {
                for place in unsettled { records[place].settlement = settlement }
                unsettled = []
                continue
            }
            if case .dispatched(let id) = event.fact, let place = places[id] {
                records[place] = records[place].dispatched
                continue
            }
            guard let operation = event.operation else { continue }
            let endedAt = operation.state == .pending ? nil : event.at
            if let place = places[operation.id] {
                let begun = records[place]
                records[place] = OperationRecord(
                    operation: operation, details: begun.details, sequence: begun.sequence, endedAt: endedAt)
            } else {
                places[operation.id] = records.count
                records.append(
                    OperationRecord(
                        operation: operation, details: event.details, sequence: event.sequence, endedAt: endedAt))
            }
            if event.movement.payable != 0, let place = places[operation.id] { unsettled.append(place) }
        }
        return records
    }
}
