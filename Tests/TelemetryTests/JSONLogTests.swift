import DialectKit
import Logging
import Synchronization
import Telemetry
import Testing

@Suite("Log lines as JSON")
struct JSONLogTests {
    @Test("a line is one JSON object with time, level, logger, message and what goes with it")
    func line() throws {
        let lines = Lines()
        var logger = Logger(label: "holdfast") { JSONLogHandler(label: $0, level: .info, write: lines.add) }
        logger[metadataKey: "dialect"] = "mollie"
        logger.info("a \"request\"\nof two lines", metadata: ["status": .stringConvertible(201), "time": "mine"])
        logger.debug("too little")
        let line = try #require(lines.all.first)
        #expect(
            lines.all.count == 1 && line.last == UInt8(ascii: "\n") && !line.dropLast().contains(UInt8(ascii: "\n")))
        let object = try #require(try JSON.parse(Array(line.dropLast())).object)
        #expect(object["level"]?.string == "info" && object["logger"]?.string == "holdfast")
        #expect(object["message"]?.string == "a \"request\"\nof two lines")
        #expect(object["dialect"]?.string == "mollie" && object["status"]?.int == 201)
        #expect(object.members.filter { $0.name == "time" }.count == 1)
        #expect(object["time"]?.string?.hasSuffix("Z") == true)
    }

    @Test("what is too long to be written in one piece is cut")
    func cut() throws {
        let lines = Lines()
        let logger = Logger(label: "x") { JSONLogHandler(label: $0, level: .info, write: lines.add) }
        logger.info("long", metadata: ["body": "\(String(repeating: "x", count: 1_000_000))"])
        #expect(try #require(lines.all.first).count < 10_000)
    }
}

private final class Lines: Sendable {
    private let lines = Mutex<[[UInt8]]>([])
    var all: [[UInt8]] { lines.withLock { $0 } }
    @Sendable func add(_ line: [UInt8]) { lines.withLock { $0.append(line) } }
}
