import Engine
import Ledger
import PaymentCore
import TestWorld
import Testing

@testable import Invoicing

@Suite("The series of numbers", .timeLimit(.minutes(3)))
struct SeriesTests {
    @Test("a thousand captures at once, three clerks: numbers without a gap, each operation has one")
    func unbroken() async throws {
        try await withDatabase(.sqlite) { database in
            try await database.running { engine in
                for payment in 1...100 { try await open(engine, Money.nok(1_000), payment: payment) }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 1...1_000 {
                        group.addTask { try await capture(engine, number, payment: number % 100 + 1) }
                    }
                    for _ in 1...3 {
                        group.addTask {
                            while try count(in: engine) < 1_000 {
                                if try await !clerk(of: engine).work() { try await Task.sleep(for: .milliseconds(2)) }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                let shelf = InvoiceShelf(of: Shop.merchant)
                let invoices = try (100_001...101_000).map { try shelf.invoice(number: $0, in: engine) }
                #expect(!invoices.contains(nil))
                #expect(Set(invoices.compactMap { $0?.order.operation }).count == 1_000)
                #expect(try shelf.lastNumber(in: engine) == 101_000)
                #expect(try await !clerk(of: engine).work())
            }
        }
    }

    @Test("a capture that failed gets no number, and leaves no gap")
    func failed() async throws {
        try await withDatabase(.memory) { database in
            try await database.running { engine in
                var script = IssuerScript()
                script.failsCapture = .technical
                try await open(engine, Money.nok(1_000), script)
                try await capture(engine, 1)
                #expect(try await clerk(of: engine).work())
                #expect(try count(in: engine) == 0)
                #expect(try await !clerk(of: engine).work())
            }
        }
    }

    @Test("what is read from the shelf is what was put there, and what is drawn of it has the same bytes each time")
    func shelf() async throws {
        try await withDatabase(.memory) { database in
            try await database.running { engine in
                try await open(engine, Money.nok(1_000))
                try await capture(engine, 1)
                #expect(try InvoiceShelf(of: Shop.merchant).invoice(of: Shop.operation(1), in: engine) == nil)
                _ = try await clerk(of: engine).work()
                let found = try #require(try InvoiceShelf(of: Shop.merchant).invoice(of: Shop.operation(1), in: engine))
                #expect(found == InvoiceStory.invoice(found.order))
                #expect(InvoicePDF(found).render() == InvoicePDF(found).render())
                #expect(InvoicePDF(found).render().starts(with: Array("%PDF-".utf8)))
            }
        }
    }

    private func clerk(of engine: Engine) -> InvoiceClerk {
        InvoiceClerk(service: engine) {
            .example(in: $0.country, called: $0.sellerName)
        } distribution: { _ in
            Distribution([.directory], mailDomain: nil)
        }
    }

    private func count(in engine: Engine) throws -> Int64 {
        try InvoiceShelf(of: Shop.merchant).lastNumber(in: engine).map { $0 - 100_000 } ?? 0
    }

    private func open(
        _ engine: Engine, _ amount: Money, _ script: IssuerScript = IssuerScript(), payment: Int = 1
    ) async throws {
        let scope = Submission.Scope.account(Shop.account, of: Shop.merchant)
        for command in [Shop.create(amount), Shop.approve(script: script)] {
            let reply = await engine.submit(Submission(command, on: Shop.payment(payment), by: scope))
            guard case .decided(.accepted, _) = reply else { throw Unexpected() }
        }
    }

    private func capture(_ engine: Engine, _ number: Int, payment: Int = 1) async throws {
        let order = InvoiceStory.order(
            InvoiceStory.sale([(2_500, 100, 20)]), payment: Shop.payment(payment), operation: Shop.operation(number))
        let reply = await engine.submit(
            Submission(
                Shop.capture(.nok(100), id: Shop.operation(number)), on: Shop.payment(payment),
                by: .account(Shop.account, of: Shop.merchant), documents: [order.entry]))
        guard case .decided(.accepted, _) = reply else { throw Unexpected() }
    }

    private struct Unexpected: Error {}
}
