import DialectKit
import PaymentCore
import Sandbox
import Synchronization

/// What becomes known of one request while it is answered: whose it is, what it asks for, which fault struck it. The
/// dialects know nothing of it; credentials and service, as they are given them, note it here.
final class Exchange: Sendable {
    @TaskLocal static var current: Exchange?

    /// Nothing but a look.
    let isRead: Bool
    private let faults: FaultBook?
    /// What the request's own header asks for; the rules are not asked then.
    private let wish: RequestFault?
    private let state = Mutex(Facts())

    struct Facts: Sendable {
        var merchant: MerchantID?
        var wire: WireName?
        var operation: FaultOperation?
        var payment: PaymentID?
        var sequence: Int?
        var strike: (fault: RequestFault, rule: FaultID?)?
        /// Of the request's body as much as is kept.
        var body: [UInt8] = []
    }

    init(isRead: Bool, faults: FaultBook?, wish: RequestFault?) {
        self.isRead = isRead
        self.faults = faults
        self.wish = wish
    }

    var facts: Facts { state.withLock { $0 } }

    /// A credential was good.
    func belongs(to merchant: MerchantID, on wire: WireName) {
        state.withLock { facts in
            facts.merchant = merchant
            facts.wire = wire
        }
    }

    /// It is about this payment of the merchant's; its answer tells of events up to `sequence`.
    func isAbout(_ payment: PaymentID, upTo sequence: Int? = nil) {
        state.withLock { facts in
            facts.payment = payment
            facts.sequence = sequence ?? facts.sequence
        }
    }

    func received(_ bytes: some Collection<UInt8>) {
        state.withLock { facts in
            facts.body += bytes.prefix(WireContent.bodyLimit - facts.body.count)
        }
    }

    /// It asks for that operation, of that merchant: what is to strike it. Decided once for each operation, and once for
    /// all when something struck.
    func meets(_ operation: FaultOperation, of merchant: MerchantID? = nil) -> RequestFault? {
        state.withLock { facts in
            facts.merchant = merchant ?? facts.merchant
            if let strike = facts.strike { return strike.fault }
            if let wish {
                facts.operation = operation
                facts.strike = (wish, nil)
                return wish
            }
            guard let merchant = facts.merchant, facts.operation != operation else { return nil }
            if facts.operation == nil || facts.operation == .other { facts.operation = operation }
            guard let next = faults?.request(operation, on: facts.wire, of: merchant) else { return nil }
            facts.strike = (next.fault, next.rule)
            return next.fault
        }
    }

    /// The answer is made: what is to become of it.
    func fate() -> RequestFault? {
        if isRead, let fault = meets(.read) { return fault }
        return state.withLock { facts in
            if facts.strike == nil, let wish { facts.strike = (wish, nil) }
            return facts.strike?.fault
        }
    }
}
