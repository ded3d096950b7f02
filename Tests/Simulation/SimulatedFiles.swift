import CSQLite
import Glibc
import TestWorld

/// SQLite's way to the simulated disk: what lies in the mounted directory goes there, everything else to the machine's
/// own files.
enum SimulatedFiles {
    /// One thread runs a simulation, and one simulation runs at a time (`ServerWorld.run`).
    nonisolated(unsafe) private(set) static var mounted: Mount?

    struct Mount {
        let directory: String
        let disk: SimulatedDisk
        var shared: [String: SharedFile] = [:]
        /// Feeds SQLite's own randomness.
        var seed: Seed
    }

    /// From here on `directory` is on `disk`, and SQLite's random numbers begin anew from the seed.
    static func mount(_ disk: SimulatedDisk, at directory: String, seed: Seed) {
        _ = installed
        mounted = Mount(directory: directory, disk: disk, seed: seed)
        sqlite3_randomness(0, nil)
    }

    static func unmount() { mounted = nil }

    /// A process has ended: what its connections shared in memory goes with it.
    static func forgetShared() { mounted?.shared = [:] }

    // Set once, before the first file is opened through it, and only read then.
    nonisolated(unsafe) fileprivate static var machine = sqlite3_vfs_find(nil)
    // As above.
    nonisolated(unsafe) fileprivate static let methods = makeMethods()

    private static let installed: Void = {
        guard let machine else { preconditionFailure("SQLite has no way to files") }
        let files = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        files.initialize(to: machine.pointee)
        files.pointee.pNext = nil
        files.pointee.szOsFile = max(machine.pointee.szOsFile, Int32(MemoryLayout<SimulatedFile>.stride))
        files.pointee.zName = UnsafePointer(strdup("simulated"))
        files.pointee.xOpen = open
        files.pointee.xDelete = { _, name, _ in SimulatedFiles.delete(name) }
        files.pointee.xAccess = { _, name, flags, result in SimulatedFiles.access(name, flags, result) }
        files.pointee.xRandomness = { _, count, bytes in SimulatedFiles.random(count, bytes) }
        files.pointee.xSleep = { _, microseconds in microseconds }
        sqlite3_vfs_register(files, 1)
    }()

    /// The path, when it lies on the simulated disk.
    fileprivate static func simulated(_ name: UnsafePointer<CChar>?) -> (path: String, disk: SimulatedDisk)? {
        guard let name, let mounted else { return nil }
        let path = String(cString: name)
        return path.hasPrefix(mounted.directory) ? (path, mounted.disk) : nil
    }

    static func shared(_ path: String) -> SharedFile {
        if let known = mounted?.shared[path] { return known }
        let fresh = SharedFile()
        mounted?.shared[path] = fresh
        return fresh
    }

    fileprivate static func takeRandom() -> UInt8 { mounted?.seed.number(in: 0...255) ?? 0 }
}

/// SQLite's view of an open file, with ours behind it.
private struct SimulatedFile {
    var head = sqlite3_file()
    var open: Unmanaged<OpenFile>?
    var shared: Unmanaged<SharedFile>?
}

extension SimulatedFiles {
    private static let open:
        @convention(c) (
            UnsafeMutablePointer<sqlite3_vfs>?, UnsafePointer<CChar>?, UnsafeMutablePointer<sqlite3_file>?, Int32,
            UnsafeMutablePointer<Int32>?
        ) -> Int32 = { _, name, target, flags, outFlags in
            guard let (path, disk) = SimulatedFiles.simulated(name), let target else {
                let machine = SimulatedFiles.machine
                return machine?.pointee.xOpen(machine, name, target, flags, outFlags) ?? SQLITE_CANTOPEN
            }
            target.pointee.pMethods = nil
            guard !disk.life.isOver, let file = disk.file(path, creating: flags & SQLITE_OPEN_CREATE != 0) else {
                return SQLITE_CANTOPEN
            }
            let open = OpenFile(path: path, file: file, disk: disk)
            let shared = SimulatedFiles.shared(path)
            shared.open(open)
            UnsafeMutableRawPointer(target).assumingMemoryBound(to: SimulatedFile.self).initialize(
                to: SimulatedFile(
                    open: Unmanaged.passRetained(open), shared: Unmanaged.passRetained(shared)))
            target.pointee.pMethods = UnsafePointer(SimulatedFiles.methods)
            outFlags?.pointee = flags
            return SQLITE_OK
        }

    private static func delete(_ name: UnsafePointer<CChar>?) -> Int32 {
        guard let (path, disk) = simulated(name) else {
            return machine?.pointee.xDelete(machine, name, 0) ?? SQLITE_ERROR
        }
        guard !disk.life.isOver else { return SQLITE_IOERR }
        disk.remove(path)
        return SQLITE_OK
    }

    private static func access(
        _ name: UnsafePointer<CChar>?, _ flags: Int32, _ result: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        guard let (path, disk) = simulated(name) else {
            return machine?.pointee.xAccess(machine, name, flags, result) ?? SQLITE_ERROR
        }
        result?.pointee = disk.file(path, creating: false) == nil ? 0 : 1
        return SQLITE_OK
    }

    private static func random(_ count: Int32, _ bytes: UnsafeMutablePointer<CChar>?) -> Int32 {
        for index in 0..<Int(count) { bytes?[index] = CChar(bitPattern: takeRandom()) }
        return count
    }
}

// MARK: One open file

/// Result codes that SQLite's header spells as expressions.
private enum Code {
    static let read = SQLITE_IOERR | 1 << 8
    static let shortRead = SQLITE_IOERR | 2 << 8
    static let write = SQLITE_IOERR | 3 << 8
    static let sync = SQLITE_IOERR | 4 << 8
    static let truncate = SQLITE_IOERR | 6 << 8
    static let memory = SQLITE_IOERR | 12 << 8
}

private func opened(_ file: UnsafeMutablePointer<sqlite3_file>?) -> OpenFile? {
    simulatedFile(file)?.pointee.open?.takeUnretainedValue()
}

private func sharing(_ file: UnsafeMutablePointer<sqlite3_file>?) -> SharedFile? {
    simulatedFile(file)?.pointee.shared?.takeUnretainedValue()
}

private func simulatedFile(_ file: UnsafeMutablePointer<sqlite3_file>?) -> UnsafeMutablePointer<SimulatedFile>? {
    file.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: SimulatedFile.self) }
}

private func code(_ trouble: SimulatedDisk.Trouble, _ failed: Int32) -> Int32 {
    switch trouble {
    case .dead: SQLITE_IOERR
    case .failed: failed
    case .full: SQLITE_FULL
    }
}

extension SimulatedFiles {
    fileprivate static func makeMethods() -> UnsafeMutablePointer<sqlite3_io_methods> {
        var methods = sqlite3_io_methods()
        methods.iVersion = 2
        methods.xClose = { file in
            if let open = opened(file), let shared = sharing(file) { _ = shared.close(open) }
            simulatedFile(file)?.pointee.open?.release()
            simulatedFile(file)?.pointee.shared?.release()
            simulatedFile(file)?.pointee.open = nil
            simulatedFile(file)?.pointee.shared = nil
            return SQLITE_OK
        }
        methods.xRead = { file, buffer, count, offset in SimulatedFiles.read(opened(file), buffer, count, offset) }
        methods.xWrite = { file, buffer, count, offset in
            guard let open = opened(file) else { return SQLITE_MISUSE }
            do throws(SimulatedDisk.Trouble) {
                let bytes = UnsafeRawBufferPointer(start: buffer, count: Int(count))
                try open.disk.write(open.file, open.life, at: Int(offset), bytes)
                return SQLITE_OK
            } catch { return code(error, Code.write) }
        }
        methods.xTruncate = { file, size in
            guard let open = opened(file) else { return SQLITE_MISUSE }
            do throws(SimulatedDisk.Trouble) {
                try open.disk.truncate(open.file, open.life, to: Int(size))
                return SQLITE_OK
            } catch { return code(error, Code.truncate) }
        }
        methods.xSync = { file, _ in
            guard let open = opened(file) else { return SQLITE_MISUSE }
            do throws(SimulatedDisk.Trouble) {
                try open.disk.sync(open.file, open.life)
                return SQLITE_OK
            } catch { return code(error, Code.sync) }
        }
        methods.xFileSize = { file, size in
            size?.pointee = Int64(opened(file)?.file.bytes.count ?? 0)
            return SQLITE_OK
        }
        methods.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
        methods.xSectorSize = { _ in 4_096 }
        methods.xDeviceCharacteristics = { _ in SQLITE_IOCAP_POWERSAFE_OVERWRITE }
        addLocks(to: &methods)
        let place = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        place.initialize(to: methods)
        return place
    }

    private static func addLocks(to methods: inout sqlite3_io_methods) {
        methods.xLock = { file, level in
            guard let open = opened(file), let shared = sharing(file) else { return SQLITE_MISUSE }
            return shared.lock(open, level)
        }
        methods.xUnlock = { file, level in
            if let open = opened(file), let shared = sharing(file) { shared.unlock(open, level) }
            return SQLITE_OK
        }
        methods.xCheckReservedLock = { file, result in
            result?.pointee = sharing(file)?.isReserved() == true ? 1 : 0
            return SQLITE_OK
        }
        methods.xShmMap = { file, index, size, extends, result in
            guard let shared = sharing(file) else { return SQLITE_MISUSE }
            let region = shared.region(Int(index), size: Int(size), extends: extends != 0)
            result?.pointee = region
            return region == nil && extends != 0 ? Code.memory : SQLITE_OK
        }
        methods.xShmLock = { file, first, count, flags in
            guard let open = opened(file), let shared = sharing(file) else { return SQLITE_MISUSE }
            return shared.lockSlots(open, first: first, count: count, flags)
        }
        methods.xShmBarrier = { _ in }
        methods.xShmUnmap = { _, _ in SQLITE_OK }
    }

    private static func read(
        _ open: OpenFile?, _ buffer: UnsafeMutableRawPointer?, _ count: Int32, _ offset: Int64
    ) -> Int32 {
        guard let open, let buffer else { return SQLITE_MISUSE }
        let target = UnsafeMutableRawBufferPointer(start: buffer, count: Int(count))
        do throws(SimulatedDisk.Trouble) {
            let done = try open.disk.read(open.file, open.life, at: Int(offset), into: target)
            guard done < Int(count) else { return SQLITE_OK }
            memset(buffer + done, 0, Int(count) - done)
            return Code.shortRead
        } catch { return code(error, Code.read) }
    }
}
