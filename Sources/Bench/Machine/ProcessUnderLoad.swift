import Foundation
import Glibc

/// Another process of this same executable, or of another program, on a free port of the loopback interface.
final class ProcessUnderLoad {
    let port: UInt16
    /// From its start until it listened.
    let secondsToListen: Double
    private let process = Process()

    /// Starts it, and waits for the line that says where it listens.
    init(_ arguments: [String]) throws {
        let output = Pipe()
        process.executableURL = Self.thisExecutable
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        let begin = nanoseconds()
        try process.run()
        var text = ""
        while true {
            let bytes = output.fileHandleForReading.availableData
            guard !bytes.isEmpty else { throw Trouble("this did not start: \(arguments.joined(separator: " "))") }
            text += String(decoding: bytes, as: UTF8.self)
            if let line = text.split(separator: "\n").first(where: { $0.hasPrefix("listening on") }),
                text.hasSuffix("\n"), let port = line.split(separator: ":").last.flatMap({ UInt16($0) })
            {
                secondsToListen = seconds(since: begin)
                self.port = port
                return
            }
        }
    }

    /// Another program, that says nothing: waits until something listens on `port`.
    init(program: String, _ arguments: [String], port: UInt16) throws {
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let begin = nanoseconds()
        try process.run()
        self.port = port
        while (try? Socket(port: port)) == nil {
            guard process.isRunning, seconds(since: begin) < 30 else { throw Trouble("\(program) did not start") }
            Thread.sleep(forTimeInterval: 0.05)
        }
        secondsToListen = seconds(since: begin)
    }

    static let thisExecutable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()

    func figures() throws -> ProcessFigures { try ProcessFigures(of: process.processIdentifier) }

    /// Ends it, whatever it does: another program may not hear a signal that the threads of this process block.
    func kill() {
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Stops it; false when it did not end well.
    func stop() -> Bool {
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    deinit { if process.isRunning { process.terminate() } }
}
