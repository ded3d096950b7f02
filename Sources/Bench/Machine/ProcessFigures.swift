import Foundation

/// What the kernel counts of a process.
struct ProcessFigures {
    /// User and system together. Unit: microseconds, counted in clock ticks of ten thousand.
    let cpuMicroseconds: Double
    /// What it caused to be sent to storage. Unit: bytes.
    let writtenBytes: Double
    /// What it has in memory now, and had at most. Unit: bytes.
    let residentBytes: Int
    let peakResidentBytes: Int

    init(of process: Int32) throws {
        let stat = try Self.read(process, "stat")
        // The name of the program stands in brackets and may hold anything; behind it the fields are parted by spaces.
        guard let end = stat.lastIndex(of: ")") else { throw Trouble("/proc/\(process)/stat has another form") }
        let fields = stat[end...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else {
            throw Trouble("/proc/\(process)/stat has another form")
        }
        cpuMicroseconds = (user + system) * 1_000_000 / Double(sysconf(Int32(_SC_CLK_TCK)))
        writtenBytes = Double(try Self.number("write_bytes:", in: try Self.read(process, "io")))
        let status = try Self.read(process, "status")
        residentBytes = try Self.number("VmRSS:", in: status) * 1_024
        peakResidentBytes = try Self.number("VmHWM:", in: status) * 1_024
    }

    private static func read(_ process: Int32, _ file: String) throws -> String {
        try String(contentsOfFile: "/proc/\(process)/\(file)", encoding: .utf8)
    }

    private static func number(_ name: String, in text: String) throws -> Int {
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        guard let number = line?.split(whereSeparator: { " \t".contains($0) }).dropFirst().first.flatMap({ Int($0) })
        else { throw Trouble("the kernel does not tell \(name)") }
        return number
    }
}

/// Why a figure would be worth nothing: the benchmark ends.
struct Trouble: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
