import Engine
import Glibc

/// One server to a data directory: an advisory lock on a file beside the database, held until released or the process
/// ends, however it ends.
struct DataDirectoryLock: ~Copyable {
    private let descriptor: Int32

    /// `whenTaken` is what an operator is told when a server holds it.
    init(directory: String, whenTaken: String? = nil) throws(StoreError) {
        descriptor = open(directory + "/holdfast.lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .corrupt(
                hint: "cannot write to the data directory \(directory): check that it exists and is writable")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            Glibc.close(descriptor)
            let advice = "another server runs on \(directory): stop it, or choose another --data directory"
            throw .corrupt(hint: whenTaken ?? advice)
        }
    }

    deinit { Glibc.close(descriptor) }
}
