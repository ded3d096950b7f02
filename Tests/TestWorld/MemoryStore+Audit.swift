package import Engine
package import PaymentCore
import Synchronization

extension MemoryStore: AuditSource {
    package func payments(_ body: (PaymentID, Result<PaymentRecord, CorruptRecord>) -> Void) throws(StoreError) {
        let payments = tables.withLock { $0.payments }
        for (id, record) in payments.sorted(by: { $0.key < $1.key }) { body(id, .success(record)) }
    }

    package func events(of payment: PaymentID) throws(StoreError) -> Result<[EventRecord], CorruptRecord> {
        .success(tables.withLock { $0.events[payment, default: []] })
    }

    package func eventCount() throws(StoreError) -> Int {
        tables.withLock { $0.events.values.reduce(0) { $0 + $1.count } }
    }

    package func batches(_ body: (WriterID, BatchSeal, [[UInt8]]) -> Void) throws(StoreError) {
        let batches = tables.withLock { $0.batches }
        for batch in batches { body(.only, batch.seal, batch.events.map(\.hash)) }
    }

    package func deadlines(_ body: (Result<Deadline, CorruptRecord>) -> Void) throws(StoreError) {
        for deadline in tables.withLock({ $0.deadlines }) { body(.success(deadline)) }
    }

    package func claims(_ body: (ClaimDigest, Result<ClaimRecord, CorruptRecord>) -> Void) throws(StoreError) {
        let claims = tables.withLock { $0.claims }
        for (digest, claim) in claims { body(digest, .success(claim)) }
    }

    package func structuralFindings() throws(StoreError) -> [String] { [] }
}
