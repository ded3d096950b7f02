import Engine
import Glibc
import PaymentCore

/// Which node ran last in a folder. One that is started again after it was killed knows so at once that its predecessor is dead,
/// and what that one held is free; the others would believe in it for seconds more.
enum Predecessor {
    private static let fileName = "node"
    /// Of a node's name.
    private static let length = 16

    /// Notes `node` as the one that runs in `folder` from now on, until the process ends. Nil where none did, where another is at
    /// it now (nodes may share a folder), and where nothing can be written.
    static func succeed(in folder: String, as node: WriterID) -> WriterID? {
        let file = open("\(folder)/\(fileName)", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { return nil }
        // Held as long as the file is open: as long as the process lives.
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: length)
        let isKnown = pread(file, &bytes, length, 0) == length
        _ = node.bytes.withUnsafeBytes { pwrite(file, $0.baseAddress, length, 0) }
        return isKnown ? try? WriterID(canonicalBytes: bytes) : nil
    }
}
