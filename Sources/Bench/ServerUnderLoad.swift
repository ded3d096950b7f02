import Foundation

/// The server as its own process, from this same executable, on a directory that is thrown away.
final class ServerUnderLoad {
    let port: UInt16
    let directory: URL
    private let process = Process()

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-bench-\(UUID().uuidString)")
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = [
            "serve", "--port", "0", "--data", directory.path, "--key-file", directory.path + ".key",
        ]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var text = ""
        while true {
            let bytes = output.fileHandleForReading.availableData
            guard !bytes.isEmpty else { throw LoadConnection.Failure(description: "the server did not start") }
            text += String(decoding: bytes, as: UTF8.self)
            if let line = text.split(separator: "\n").first(where: { $0.hasPrefix("listening on") }),
                text.hasSuffix("\n"), let port = line.split(separator: ":").last.flatMap({ UInt16($0) })
            {
                self.port = port
                return
            }
        }
    }

    /// CPU that the server has used so far, user and system together. Unit: microseconds.
    func cpuMicroseconds() -> Double {
        guard let text = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return 0 }
        let fields = text[end...].split(separator: " ")
        let ticks = (Double(fields[12]) ?? 0) + (Double(fields[13]) ?? 0)
        return ticks * 1_000_000 / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Stops it; false when it did not end well.
    func stop() -> Bool {
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    func audit() throws -> Bool {
        let audit = Process()
        audit.executableURL = process.executableURL
        audit.arguments = ["audit", "--data", directory.path, "--key-file", directory.path + ".key"]
        audit.standardOutput = FileHandle.nullDevice
        try audit.run()
        audit.waitUntilExit()
        return audit.terminationStatus == 0
    }

    deinit {
        if process.isRunning { process.terminate() }
        try? FileManager.default.removeItem(at: directory)
        try? FileManager.default.removeItem(atPath: directory.path + ".key")
    }
}
