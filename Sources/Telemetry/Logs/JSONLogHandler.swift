import DialectKit
import Glibc
package import Logging

/// One JSON object a line on standard error: time, level, where from, message, and what goes with it.
package struct JSONLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    private let label: String
    private let write: @Sendable ([UInt8]) -> Void

    /// Lines are cut here, so that one is written in one piece. Unit: bytes.
    private static let textLimit = 8_192

    package init(label: String, level: Logger.Level, write: @escaping @Sendable ([UInt8]) -> Void = Self.standardError)
    {
        self.label = label
        self.logLevel = level
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var clock = timespec()
        clock_gettime(CLOCK_REALTIME, &clock)
        let milliseconds = Int64(clock.tv_sec) * 1_000 + Int64(clock.tv_nsec) / 1_000_000
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        var json = JSONWriter()
        json.object { json in
            json.string("time", InstantSpelling.zuluMilliseconds(milliseconds))
            json.string("level", event.level.rawValue)
            json.string("logger", label)
            json.string("message", Self.cut("\(event.message)"))
            if let error = event.error { json.string("error", Self.cut("\(error)")) }
            for (name, value) in all.sorted(by: { $0.key < $1.key }) where !Self.own.contains(name) {
                json.json(name, Self.json(value))
            }
        }
        write(json.bytes + [UInt8(ascii: "\n")])
    }

    /// Members that metadata cannot replace.
    private static let own: Set<String> = ["time", "level", "logger", "message", "error"]

    private static func json(_ value: Logger.Metadata.Value) -> JSON {
        switch value {
        case .string(let text): .string(cut(text))
        case .stringConvertible(let number as Int): .number("\(number)")
        case .stringConvertible(let value): .string(cut("\(value)"))
        case .array(let values): .array(values.map(json))
        case .dictionary(let members): .string(cut("\(members)"))
        }
    }

    private static func cut(_ text: String) -> String {
        text.utf8.count <= textLimit ? text : String(text.prefix(textLimit / 4)) + "…"
    }

    @Sendable package static func standardError(_ line: [UInt8]) {
        _ = line.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
