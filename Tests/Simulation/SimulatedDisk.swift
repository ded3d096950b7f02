import TestWorld

/// Files under a page cache: what is written is seen at once, and is on the disk for sure only once it was synchronised.
///
/// A process that dies loses nothing it wrote; a power cut leaves of each unsynchronised write all, nothing or some
/// sectors, whatever came before or after it.
final class SimulatedDisk {
    final class File {
        /// As processes see it.
        fileprivate(set) var bytes: [UInt8] = []
        fileprivate var durable: [UInt8] = []
        fileprivate var unsynced: [Change] = []
        /// Whether its name survives a power cut.
        fileprivate var isNamed = false
    }

    fileprivate enum Change {
        case write(at: Int, [UInt8])
        case truncate(Int)
    }

    /// One process's use of the disk; over when that process is.
    final class Life { fileprivate(set) var isOver = false }

    enum Trouble: Error {
        case dead
        case failed
        case full
    }

    /// What the next operations meet.
    struct Faults {
        /// The process dies after so many writes and synchronisations.
        var diesAfter: Int?
        var failingReads = 0
        var failingWrites = 0
        var failingSyncs = 0
        /// Bytes that fit on the disk in all.
        var capacity = Int.max

        /// Whether the next operations succeed as far as faults go.
        var isCalm: Bool {
            diesAfter == nil && failingReads == 0 && failingWrites == 0 && failingSyncs == 0 && capacity == Int.max
        }
    }

    private(set) var files: [String: File] = [:]
    private(set) var life = Life()
    var faults = Faults()
    private var seed: Seed
    private static let sector = 512

    init(seed: Seed) { self.seed = seed }

    var used: Int { files.values.reduce(0) { $0 + $1.bytes.count } }

    // MARK: Deaths

    /// The process is gone; what it wrote is in the page cache.
    func end() { life.isOver = true }

    /// All that was not synchronised is at chance's mercy.
    func cutPower() {
        life.isOver = true
        for path in files.keys.sorted() {
            guard let file = files[path] else { continue }
            guard file.isNamed || seed.chance(50) else {
                files[path] = nil
                continue
            }
            var bytes = file.durable
            for change in file.unsynced { survive(change, &bytes) }
            (file.bytes, file.durable, file.unsynced, file.isNamed) = (bytes, bytes, [], true)
        }
    }

    /// A new process opens its files.
    func beginLife() {
        life.isOver = true
        life = Life()
    }

    private func survive(_ change: Change, _ bytes: inout [UInt8]) {
        let fate = seed.number(in: 1...100)
        switch change {
        case .truncate: if fate <= 50 { Self.apply(change, to: &bytes) }
        case .write(let offset, let written):
            if fate <= 40 { return }
            if fate <= 80 { return Self.apply(change, to: &bytes) }
            for start in stride(from: 0, to: written.count, by: Self.sector) where seed.chance(50) {
                let sector = Array(written[start..<min(start + Self.sector, written.count)])
                Self.apply(.write(at: offset + start, sector), to: &bytes)
            }
        }
    }

    // MARK: Files

    func file(_ path: String, creating: Bool) -> File? {
        if let file = files[path] { return file }
        guard creating else { return nil }
        let file = File()
        files[path] = file
        return file
    }

    func remove(_ path: String) { files[path] = nil }

    func read(_ file: File, _ life: Life, at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(Trouble)
        -> Int
    {
        guard !life.isOver else { throw .dead }
        if faults.failingReads > 0 {
            faults.failingReads -= 1
            throw .failed
        }
        let count = max(0, min(buffer.count, file.bytes.count - offset))
        guard count > 0 else { return 0 }
        file.bytes.withUnsafeBytes { bytes in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]))
        }
        return count
    }

    func write(_ file: File, _ life: Life, at offset: Int, _ bytes: UnsafeRawBufferPointer) throws(Trouble) {
        try pass(life)
        if faults.failingWrites > 0 {
            faults.failingWrites -= 1
            // Some of it may have got there.
            let part = Array(bytes.prefix(seed.number(in: 0...bytes.count / Self.sector) * Self.sector))
            change(file, .write(at: offset, part))
            throw .failed
        }
        let growth = max(0, offset + bytes.count - file.bytes.count)
        if growth > 0, faults.capacity < Int.max, used + growth > faults.capacity { throw .full }
        change(file, .write(at: offset, Array(bytes)))
    }

    func truncate(_ file: File, _ life: Life, to size: Int) throws(Trouble) {
        try pass(life)
        change(file, .truncate(size))
    }

    func sync(_ file: File, _ life: Life) throws(Trouble) {
        try pass(life)
        if faults.failingSyncs > 0 {
            faults.failingSyncs -= 1
            // Nobody can tell what of it got there. What did not is still to be written (docs/RELIABILITY.md says of which
            // file systems that cannot be said).
            for change in file.unsynced where seed.chance(50) { Self.apply(change, to: &file.durable) }
            throw .failed
        }
        for change in file.unsynced { Self.apply(change, to: &file.durable) }
        file.unsynced = []
        file.isNamed = true
    }

    private func pass(_ life: Life) throws(Trouble) {
        guard !life.isOver else { throw .dead }
        guard let left = faults.diesAfter else { return }
        if left == 0 {
            faults.diesAfter = nil
            life.isOver = true
            throw .dead
        }
        faults.diesAfter = left - 1
    }

    private func change(_ file: File, _ change: Change) {
        Self.apply(change, to: &file.bytes)
        file.unsynced.append(change)
    }

    private static func apply(_ change: Change, to bytes: inout [UInt8]) {
        switch change {
        case .truncate(let size): if size < bytes.count { bytes.removeLast(bytes.count - size) }
        case .write(let offset, let written):
            guard !written.isEmpty else { return }
            let end = offset + written.count
            if end > bytes.count { bytes.append(contentsOf: repeatElement(0, count: end - bytes.count)) }
            bytes.withUnsafeMutableBytes { target in
                UnsafeMutableRawBufferPointer(rebasing: target[offset..<end]).copyBytes(from: written)
            }
        }
    }
}
