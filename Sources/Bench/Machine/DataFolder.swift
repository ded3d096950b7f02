import Foundation

/// A directory with data and its key beside it, thrown away at the end.
final class DataFolder {
    let path: String
    let keyFile: String

    init() {
        path = NSTemporaryDirectory() + "holdfast-bench-" + UUID().uuidString
        keyFile = path + ".key"
    }

    /// A copy of all of it; of a database that nobody has open.
    func copy() throws -> DataFolder {
        let copy = DataFolder()
        try FileManager.default.copyItem(atPath: path, toPath: copy.path)
        if FileManager.default.fileExists(atPath: keyFile) {
            try FileManager.default.copyItem(atPath: keyFile, toPath: copy.keyFile)
        }
        return copy
    }

    func make() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    private var place: [String] { ["--data", path, "--key-file", keyFile] }

    /// The server on this data.
    func serve(_ more: String...) throws -> ProcessUnderLoad {
        try ProcessUnderLoad(["serve", "--port", "0"] + place + more)
    }

    /// Throws when the audit finds anything.
    func mustPassAudit(_ more: String...) throws {
        let audit = Process()
        let output = Pipe()
        audit.executableURL = ProcessUnderLoad.thisExecutable
        audit.arguments = ["audit"] + place + more
        audit.standardOutput = output
        try audit.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        audit.waitUntilExit()
        guard audit.terminationStatus == 0 else { throw Trouble("the audit is not clean:\n\(text.prefix(2_000))") }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
        try? FileManager.default.removeItem(atPath: keyFile)
    }
}
