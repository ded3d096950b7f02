import Foundation
import Testing

/// A real `holdfast serve` on a free loopback port, stopped by its process id.
final class ServerProcess: Sendable {
    let address: String
    let folder: ServerFolder
    private let process: Process
    private let output: Pipe

    /// Starts in `folder`, a fresh one unless given, and returns once it listens.
    init(in folder: ServerFolder = ServerFolder(), arguments: [String] = []) throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = Self.binary
        process.arguments = ["serve", "--port", "0"] + folder.arguments + arguments
        process.standardOutput = output
        process.standardError = FileHandle(forWritingAtPath: "/dev/null")
        try process.run()
        self.process = process
        self.output = output
        self.folder = folder
        address = try Self.listening(output)
    }

    /// Beside the test bundle, where the build puts both.
    static let binary: URL = {
        if let path = ProcessInfo.processInfo.environment["HOLDFAST_BINARY"] { return URL(fileURLWithPath: path) }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return root.appendingPathComponent(".build/debug/holdfast")
    }()

    private static func listening(_ output: Pipe) throws -> String {
        var text = ""
        while true {
            let bytes = output.fileHandleForReading.availableData
            guard !bytes.isEmpty else { throw Failure("the server ended before it listened") }
            text += String(decoding: bytes, as: UTF8.self)
            if let range = text.range(of: "listening on "), let end = text[range.upperBound...].firstIndex(of: "\n") {
                return String(text[range.upperBound..<end])
            }
        }
    }

    /// No warning, no clean-up: as a power cut.
    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Asks it to stop and waits; the exit status.
    func stop() -> Int32 {
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus
    }

    var isRunning: Bool { process.isRunning }

    deinit {
        if process.isRunning { kill() }
    }

    /// Runs another command of the binary to its end.
    static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = binary
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
    }

    func audit() throws -> (status: Int32, output: String) {
        try Self.run(["audit"] + folder.arguments)
    }
}

struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Where a server keeps its data and its key. Gone when the last server and test let go of it.
final class ServerFolder: Sendable {
    private let place = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-\(UUID().uuidString)")

    var arguments: [String] { ["--data", place.path + "/data", "--key-file", place.path + "/key"] }

    deinit { try? FileManager.default.removeItem(at: place) }
}
