package import Engine
package import PaymentCore
import Synchronization

/// A node among others: what it holds is its as long as its heart is known to beat, by the database's clock.
///
/// `@unchecked Sendable`: the link is touched only with the lock held.
package final class PostgresDuties: Duties, @unchecked Sendable {
    private let node: WriterID
    private let heart: Heart
    private let lock = Mutex(())
    private let link: Link
    /// What this process is at. The database may say so of an errand whose end it never heard.
    private let errands = Mutex<Set<Errand>>([])

    /// Who holds what is lost without harm when the database falls: no commit waits for the disk.
    private static let settings =
        PostgresStore.planSettings + [
            "SET synchronous_commit = off", "SET statement_timeout = '5s'", "SET lock_timeout = '1s'",
        ]

    /// Registers the node: it lives from now on, until `run` ends or the process does. `name` tells people which it is; a
    /// `predecessor` is known to be dead.
    package init(
        _ address: DatabaseAddress, node: WriterID, name: String, after predecessor: WriterID? = nil
    ) throws(StoreError) {
        self.node = node
        heart = Heart(address, node: node, name: name, settings: Self.settings)
        link = Link(address, access: .readWrite, settings: Self.settings)
        try heart.beat()
        if let predecessor { try leave(predecessor) }
    }

    private func leave(_ node: WriterID) throws(StoreError) {
        _ = try ask { session in try session.ask(SQL.leave, .blob(node.bytes)).affected }
    }

    package var isAlive: Bool { heart.isBeating(within: Heart.lifeMilliseconds - Heart.marginMilliseconds) }
    package var life: Int { heart.lapseCount }
    package var isReachable: Bool { heart.isBeating(within: Heart.marginMilliseconds + Heart.pauseMilliseconds) }
    package var isShared: Bool { true }

    package func takeDeadlines(
        of merchant: MerchantID, dueBy now: Instant, limit: Int, from reader: any PaymentReader
    ) throws(StoreError) -> [Deadline] {
        guard isAlive else { return [] }
        return try ask { session in
            try session.ask(
                SQL.takeDeadlines, .blob(merchant.bytes), .integer(now.milliseconds), .integer(Int64(limit)),
                .blob(node.bytes)
            ).rows.map(Rows.deadline)
        }
    }

    package func takeDeliveries(
        of merchant: MerchantID, dueBy now: Instant, after last: WaitingDelivery?, among rows: Int,
        from reader: any DeliveryReader
    ) throws(StoreError) -> DeliveryStretch {
        guard isAlive else { return DeliveryStretch(due: [], end: nil) }
        let due = try ask { session in
            try session.ask(
                SQL.takeDeliveries, .integer(now.milliseconds), .integer(Int64(rows)),
                .integer(last?.due.milliseconds ?? .min), .blob(last?.place.payment.bytes ?? []),
                .integer(Int64(last?.place.sequence ?? 0)), .text(last?.place.endpoint ?? ""), .blob(merchant.bytes),
                .blob(node.bytes)
            ).rows.map(Rows.delivery)
        }
        return DeliveryStretch(due: due, end: due.count == rows ? due.last : nil)
    }

    package func begin(_ errand: Errand) throws(StoreError) -> Bool {
        guard errands.withLock({ $0.insert(errand).inserted }) else { return false }
        var hasBegun = false
        defer { if !hasBegun { errands.withLock { _ = $0.remove(errand) } } }
        hasBegun = try ask { session in
            try session.ask(SQL.beginErrand, .blob(errand.name), .blob(node.bytes)).count > 0
        }
        return hasBegun
    }

    package func end(_ errand: Errand) {
        // Where that fails it is free for this node, and for the others when this one is dead.
        _ = try? ask { session in
            try session.ask(SQL.endErrand, .blob(errand.name), .blob(node.bytes)).affected
        }
        errands.withLock { _ = $0.remove(errand) }
    }

    package func run(hearing heard: @escaping @Sendable (MerchantID?) async -> Void) async {
        // What finds no room is found by the looks of the pulse.
        let (news, report) = AsyncStream<MerchantID?>.makeStream(bufferingPolicy: .bufferingNewest(4_096))
        heart.start { report.yield($0) }
        for await merchant in news { await heard(merchant) }
        heart.stop()
        try? leave(node)
    }

    private func ask<Value: Sendable>(_ body: (ReadSession) throws -> Value) throws(StoreError) -> Value {
        try lock.withLock { (_) throws(StoreError) -> Value in
            do {
                return try link.once(body)
            } catch let fault as PostgresFault where fault.isLost {
                // It may have been lost long ago: once more, over a new connection.
                link.drop()
                do { return try link.once(body) } catch { throw StoreError(error) }
            } catch {
                throw StoreError(error)
            }
        }
    }
}

extension Errand {
    fileprivate var name: [UInt8] {
        switch self {
        case .journey(let merchant): Array("journey ".utf8) + merchant.bytes
        case .invoices: Array("invoices".utf8)
        }
    }
}
