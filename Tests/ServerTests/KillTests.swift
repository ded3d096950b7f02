import DialectKit
import Foundation
import Synchronization
import Testing

/// `kill -9` in the middle of load, again and again on one data directory.
@Suite("Power cuts", .timeLimit(.minutes(5)))
struct KillTests {
    private struct Acknowledged: Sendable {
        let payment: String
        let key: String
        let capture: String
    }

    /// What the server has promised so far.
    private final class Promises: Sendable {
        private let list = Mutex<[Acknowledged]>([])
        func add(_ one: Acknowledged) { list.withLock { $0.append(one) } }
        var all: [Acknowledged] { list.withLock { $0 } }

        /// However slow the machine is, a kill comes when there is something to lose.
        func grow(to count: Int) async throws {
            while list.withLock({ $0.count }) < count { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    @Test("after each of twelve kills every acknowledged capture is there, none twice, and the audit is clean")
    func twelveKills() async throws {
        let folder = ServerFolder()
        let promises = Promises()
        for round in 0..<12 {
            let server = try ServerProcess(in: folder)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<8 {
                    group.addTask { await Self.captureUntilItDies(server.address, "\(round)-\(worker)", promises) }
                }
                try await Task.sleep(for: .milliseconds(150 + 40 * round))
                try await promises.grow(to: 9 * (round + 1))
                server.kill()
                try await group.waitForAll()
            }
            let audit = try server.audit()
            #expect(audit.status == 0, "after kill \(round): \(audit.output)")
        }
        let all = promises.all
        #expect(all.count > 100, "the load was too small to mean anything: \(all.count)")
        try await check(all, on: try ServerProcess(in: folder))
    }

    private static func captureUntilItDies(_ address: String, _ name: String, _ promises: Promises) async {
        let shop = Shop(address: address)
        for number in 0... {
            guard let payment = try? await shop.authorize("100.00") else { return }
            for part in 0..<5 {
                let key = "\(name)-\(number)-\(part)"
                guard let reply = try? await shop.capture(payment, "10.00", key: key) else { return }
                guard reply.status == 201, let capture = reply.member("id") else { return }
                promises.add(Acknowledged(payment: payment, key: key, capture: capture))
            }
        }
    }

    private func check(_ all: [Acknowledged], on server: ServerProcess) async throws {
        let shop = Shop(address: server.address)
        for (payment, acknowledged) in Dictionary(grouping: all, by: \.payment) {
            let names = try await shop.captures(payment).compactMap { $0["id"]?.string }
            #expect(Set(names).count == names.count)
            #expect(Set(acknowledged.map(\.capture)).isSubset(of: names))
            // A capture that was committed but not acknowledged may be there too: one a worker at most.
            #expect(names.count <= acknowledged.count + 1)
        }
        for one in all.suffix(50) {
            let again = try await shop.capture(one.payment, "10.00", key: one.key)
            #expect(again.isReplay)
            #expect(again.member("id") == one.capture)
        }
        #expect(server.stop() == 0)
        #expect(try server.audit().status == 0)
    }

    @Test("SIGTERM under load: every accepted request is answered, the exit status is 0, the audit is clean")
    func drains() async throws {
        let server = try ServerProcess()
        let promises = Promises()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask { await Self.captureUntilItDies(server.address, "\(worker)", promises) }
            }
            try await Task.sleep(for: .milliseconds(500))
            #expect(server.stop() == 0)
            try await group.waitForAll()
        }
        let audit = try server.audit()
        #expect(audit.status == 0, "\(audit.output)")
        try await check(promises.all, on: try ServerProcess(in: server.folder))
    }

    @Test("a second server on the same data directory is refused, and says what to do")
    func oneServerADirectory() async throws {
        let server = try ServerProcess()
        let second = try ServerProcess.run(["serve", "--port", "0"] + server.folder.arguments)
        #expect(second.status != 0)
        #expect(second.output.contains("another server runs on"))
        #expect(server.stop() == 0)
    }
}
