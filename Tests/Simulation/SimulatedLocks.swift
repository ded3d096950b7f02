import CSQLite
import Glibc

/// A file as one connection has it open: its place among the file's locks.
final class OpenFile {
    let path: String
    let file: SimulatedDisk.File
    let disk: SimulatedDisk
    let life: SimulatedDisk.Life
    /// `SQLITE_LOCK_NONE` to `SQLITE_LOCK_EXCLUSIVE`.
    fileprivate(set) var level = SQLITE_LOCK_NONE
    fileprivate var sharedSlots: UInt32 = 0
    fileprivate var exclusiveSlots: UInt32 = 0

    init(path: String, file: SimulatedDisk.File, disk: SimulatedDisk) {
        self.path = path
        self.file = file
        self.disk = disk
        life = disk.life
    }
}

/// What the connections of one process share about one file: who has it open, their locks, and the memory in which the
/// index of its log lies.
final class SharedFile {
    private var holders: [OpenFile] = []
    private var regions: [UnsafeMutableRawPointer] = []

    deinit { for region in regions { free(region) } }

    func open(_ holder: OpenFile) { holders.append(holder) }

    /// True when nobody has it open any more.
    func close(_ holder: OpenFile) -> Bool {
        holders.removeAll { $0 === holder }
        return holders.isEmpty
    }

    // MARK: The file's own locks

    func lock(_ holder: OpenFile, _ wanted: Int32) -> Int32 {
        guard wanted > holder.level else { return SQLITE_OK }
        let others = holders.filter { $0 !== holder }
        if wanted == SQLITE_LOCK_SHARED {
            if others.contains(where: { $0.level >= SQLITE_LOCK_PENDING }) { return SQLITE_BUSY }
            holder.level = SQLITE_LOCK_SHARED
            return SQLITE_OK
        }
        if others.contains(where: { $0.level >= SQLITE_LOCK_RESERVED }) { return SQLITE_BUSY }
        if wanted == SQLITE_LOCK_EXCLUSIVE, others.contains(where: { $0.level >= SQLITE_LOCK_SHARED }) {
            holder.level = max(holder.level, SQLITE_LOCK_PENDING)
            return SQLITE_BUSY
        }
        holder.level = wanted
        return SQLITE_OK
    }

    func unlock(_ holder: OpenFile, _ level: Int32) { holder.level = min(holder.level, level) }

    func isReserved() -> Bool { holders.contains { $0.level >= SQLITE_LOCK_RESERVED } }

    // MARK: The log's index

    func region(_ index: Int, size: Int, extends: Bool) -> UnsafeMutableRawPointer? {
        guard index >= regions.count else { return regions[index] }
        guard extends else { return nil }
        while regions.count <= index {
            guard let region = calloc(1, size) else { return nil }
            regions.append(region)
        }
        return regions[index]
    }

    func lockSlots(_ holder: OpenFile, first: Int32, count: Int32, _ flags: Int32) -> Int32 {
        let mask = ((UInt32(1) << UInt32(count)) - 1) << UInt32(first)
        if flags & SQLITE_SHM_UNLOCK != 0 {
            holder.sharedSlots &= ~mask
            holder.exclusiveSlots &= ~mask
            return SQLITE_OK
        }
        let isExclusive = flags & SQLITE_SHM_EXCLUSIVE != 0
        let isTaken = holders.contains { other in
            guard other !== holder else { return false }
            return other.exclusiveSlots & mask != 0 || (isExclusive && other.sharedSlots & mask != 0)
        }
        if isTaken { return SQLITE_BUSY }
        if isExclusive { holder.exclusiveSlots |= mask } else { holder.sharedSlots |= mask }
        return SQLITE_OK
    }
}
