import Crypto
import Foundation

/// The instance's secret, from which every keyed digest gets its own key. It lies outside the data directory, so that a
/// copy of the data alone tells nothing.
package struct KeyRing: Sendable {
    private let master: SymmetricKey

    init(master: SymmetricKey) { self.master = master }

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
