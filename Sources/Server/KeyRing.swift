import Crypto
import Foundation

/// A secret of 32 bytes, from which every use gets a key of its own. The one in the key file lies outside the data directory,
/// so that a copy of the data alone tells nothing; it opens the one that the data is written with (`KeyCheck`).
package struct KeyRing: Sendable {
    private let master: SymmetricKey

    init(master: SymmetricKey) { self.master = master }

    static func random() -> KeyRing { KeyRing(master: SymmetricKey(size: .bits256)) }

    /// Sealed so that `key` alone opens it.
    func sealed(by key: SymmetricKey) throws -> [UInt8] {
        guard let combined = try AES.GCM.seal(master.withUnsafeBytes { Data($0) }, using: key).combined else {
            preconditionFailure("sealing takes a 256-bit key and the usual nonce")
        }
        return Array(combined)
    }

    /// Nil when `key` does not open it.
    init?(sealed bytes: [UInt8], by key: SymmetricKey) {
        guard let box = try? AES.GCM.SealedBox(combined: bytes), let opened = try? AES.GCM.open(box, using: key),
            opened.count == 32
        else { return nil }
        self.init(master: SymmetricKey(data: opened))
    }

    /// Reads the key file; or makes it, where it may, with fresh random bytes, readable by its owner alone.
    init(file path: String, mayMake: Bool) throws(ServerTrouble) {
        if FileManager.default.fileExists(atPath: path) {
            guard let data = FileManager.default.contents(atPath: path), data.count == 32 else {
                throw ServerTrouble(description: "\(path) is not a key file (32 bytes): name another with --key-file")
            }
            self.init(master: SymmetricKey(data: data))
            return
        }
        guard mayMake else {
            throw ServerTrouble(description: "there is no key file \(path): name this data's key file with --key-file")
        }
        let key = SymmetricKey(size: .bits256)
        // By hand: Foundation traps on a path of one character.
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let bytes = key.withUnsafeBytes { Data($0) }
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        if descriptor < 0, errno == EEXIST {
            try self.init(file: path, mayMake: false)
            return
        }
        guard descriptor >= 0, bytes.withUnsafeBytes({ write(descriptor, $0.baseAddress, $0.count) }) == 32 else {
            throw ServerTrouble(description: "cannot write the key file \(path): name a writable place with --key-file")
        }
        fsync(descriptor)
        close(descriptor)
        self.init(master: key)
    }

    /// Where the key lies unless someone says otherwise.
    package static func defaultFile(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
        if let folder = environment["XDG_CONFIG_HOME"], !folder.isEmpty { return folder + "/holdfast/key" }
        return (environment["HOME"] ?? NSHomeDirectory()) + "/.config/holdfast/key"
    }

    /// An own key for each purpose.
    func key(for purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: master, info: Data("holdfast \(purpose)".utf8), outputByteCount: 32)
    }
}
