import Engine
import Foundation
import PaymentCore
import TestWorld
import Testing

@Suite("A long read beside the writer", .timeLimit(.minutes(5)))
struct LongReadTests {
    @Test("holds up no batch, though the log grows beyond its limit meanwhile")
    func longRead() async throws {
        try await withDatabase(.sqlite) { database in
            let store = try OpenStore(database)
            try store.write(Shop.payment(1)) { _ = $0.decide(Shop.create(), on: Shop.payment(1)) }
            var audit: (any AuditSource)? = try database.auditSource()
            #expect(try audit?.eventCount() == 1)
            // 72 MiB, and the reader holds on to the moment before.
            let cart = Details([UInt8](repeating: 7, count: 1 << 20))
            try store.write { batch in
                for number in 2...73 { batch.decide(Shop.create(details: cart), on: Shop.payment(number)) }
            }
            var slowest = Duration.zero
            for number in 100...130 {
                let began = ContinuousClock.now
                try store.write(Shop.payment(number)) { _ = $0.decide(Shop.create(), on: Shop.payment(number)) }
                slowest = max(slowest, ContinuousClock.now - began)
                try await Task.sleep(for: .milliseconds(5))
            }
            // A writer that waited for readers would wait for five seconds.
            #expect(slowest < .seconds(3))
            #expect(try audit?.eventCount() == 1)
            audit = nil
            try store.store.close()
        }
    }
}
