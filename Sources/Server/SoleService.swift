import Engine
import ServiceLifecycle

/// A service that runs on one node at a time: on another one when that node has died.
struct SoleService: Service {
    private let service: any Service
    private let errand: Errand
    private let duties: any Duties

    /// How long it waits before it asks again whether the errand is free, or still its own.
    private static let pause = Duration.milliseconds(500)

    init(_ service: any Service, as errand: Errand, among duties: any Duties) {
        self.service = service
        self.errand = errand
        self.duties = duties
    }

    func run() async throws {
        guard duties.isShared else { return try await service.run() }
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                if (try? duties.begin(errand)) == true {
                    try await runWhileAlive()
                    duties.end(errand)
                }
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    /// Returns when the service has ended, or when the others have taken over what was this node's.
    private func runWhileAlive() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            group.addTask { while duties.isAlive { try await Task.sleep(for: Self.pause) } }
            defer { group.cancelAll() }
            do { try await group.next() } catch is CancellationError {}
        }
    }
}
