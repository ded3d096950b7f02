import Engine
import Glibc
import PaymentCore
import Synchronization

/// Makes known that a node lives, on a thread of its own, and listens meanwhile to what other nodes tell.
///
/// `@unchecked Sendable`: the link is used by one thread at a time, first the one that makes it and then its own; everything
/// shared is atomic.
final class Heart: @unchecked Sendable {
    private let node: WriterID
    private let name: String
    private let link: Link
    private let last = Atomic<Int64>(.min)
    private let lapses = Atomic(0)
    private let isStopped = Atomic(false)
    private let hasEnded = Atomic(false)

    /// How long others believe that a node lives after its last beat. A node itself stops believing it a margin earlier.
    static let lifeMilliseconds: Int64 = 10_000
    static let marginMilliseconds: Int64 = 3_000
    static let pauseMilliseconds: Int64 = 2_000
    /// How long it listens at a stretch.
    private static let stretchMilliseconds: Int32 = 200

    init(_ address: DatabaseAddress, node: WriterID, name: String, settings: [String]) {
        self.node = node
        self.name = name
        link = Link(address, access: .readWrite, settings: settings)
    }

    /// Whether the last beat that was answered began at most so many milliseconds ago.
    func isBeating(within milliseconds: Int64) -> Bool {
        let last = last.load(ordering: .acquiring)
        return last != .min && Self.now() - last < milliseconds
    }

    /// How often the others may have believed it dead.
    var lapseCount: Int { lapses.load(ordering: .acquiring) }

    /// `report` is told of merchants of whom another node has changed something, and nil when that may have been missed.
    func start(_ report: @escaping @Sendable (MerchantID?) -> Void) {
        let work = Work(heart: self, report: report)
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let work = Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
                work.heart.listen(work.report)
                return nil
            }, Unmanaged.passRetained(work).toOpaque())
        precondition(failure == 0, "cannot start the heart's thread: error \(failure)")
        pthread_detach(thread)
    }

    /// Returns when the thread has let go of its connection.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        while !hasEnded.load(ordering: .acquiring) { usleep(10_000) }
    }

    func beat() throws(StoreError) {
        let begin = Self.now()
        do {
            _ = try link.once { session in
                try session.ask(
                    SQL.beat, .blob(node.bytes), .text(name), .integer(Self.lifeMilliseconds)
                ).affected
            }
        } catch {
            link.drop()
            throw StoreError(error)
        }
        // Before it counts as alive again.
        if !isBeating(within: Self.lifeMilliseconds - Self.marginMilliseconds) {
            lapses.add(1, ordering: .acquiringAndReleasing)
        }
        last.store(begin, ordering: .releasing)
    }

    private final class Work {
        let heart: Heart
        let report: @Sendable (MerchantID?) -> Void

        init(heart: Heart, report: @escaping @Sendable (MerchantID?) -> Void) {
            self.heart = heart
            self.report = report
        }
    }

    private func listen(_ report: @Sendable (MerchantID?) -> Void) {
        var isListening = false
        var beats = 0
        while !isStopped.load(ordering: .acquiring) {
            do {
                if !isBeating(within: Self.pauseMilliseconds) {
                    try beat()
                    beats += 1
                    if beats % 1_000 == 1 { _ = try link.once { try $0.ask(SQL.forgetDead).affected } }
                }
                let connection = try link.open()
                if !isListening || connection.isNew {
                    _ = try connection.ask(SQL.listen)
                    connection.isNew = false
                    isListening = true
                    report(nil)
                }
                var socket = pollfd(fd: connection.descriptor, events: Int16(POLLIN), revents: 0)
                poll(&socket, 1, Self.stretchMilliseconds)
                for text in try connection.notifications() { hear(text, report) }
            } catch {
                link.drop()
                isListening = false
                usleep(100_000)
            }
        }
        link.drop()
        hasEnded.store(true, ordering: .releasing)
    }

    /// A message is the name of the node that sends it and the merchant's, in hex.
    private func hear(_ text: String, _ report: @Sendable (MerchantID?) -> Void) {
        let names = text.split(separator: " ").map(String.init)
        guard names.count == 2, names[0] != SQL.hex(node.bytes) else { return }
        report(MerchantID(hex: names[1]))
    }

    /// Milliseconds that go on while the process is stopped.
    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}

extension SQL {
    /// One channel for all schemas of a database: whoever hears of a merchant that it does not know looks once in vain.
    static let listen = "LISTEN holdfast"
    static let notify = "SELECT pg_notify('holdfast', $1::text || ' ' || m) FROM unnest($2::text[]) m"

    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { byte in String(byte >> 4, radix: 16) + String(byte & 0xF, radix: 16) }.joined()
    }
}

extension MerchantID {
    /// Nil for anything but 32 digits.
    fileprivate init?(hex: String) {
        guard hex.utf8.count == 32, let high = UInt64(hex.prefix(16), radix: 16),
            let low = UInt64(hex.suffix(16), radix: 16)
        else { return nil }
        self.init(high: high, low: low)
    }
}
