import Testing

/// What the files of each room may import. A room that is not here does not exist. A star is everything.
///
/// Arrows point down only, a dialect never imports another, and neither the dialects nor `DialectKit` know the engine.
private let mayImport: [String: String] = [
    "Ledger": "",
    "PaymentCore": "Ledger",
    "Engine": "Ledger PaymentCore Crypto DequeModule Glibc HeapModule Logging ServiceLifecycle Synchronization",
    "CSQLite": "",
    "SQLiteStore": "Ledger PaymentCore Engine CSQLite Glibc Synchronization",
    "CLibPQ": "",
    "PostgresStore": "Ledger PaymentCore Engine CLibPQ Glibc Synchronization",
    "DialectKit": "Ledger PaymentCore Crypto DequeModule HTTPTypes Hummingbird Logging NIOCore Synchronization",
    "CCurl": "",
    "CPango": "",
    "Invoicing":
        "Ledger PaymentCore CCurl CPango Dispatch Foundation Glibc Logging ServiceLifecycle Synchronization",
    "Sandbox": "PaymentCore DialectKit Synchronization",
    "Dialects/CheckoutCom":
        "Ledger PaymentCore DialectKit Crypto HTTPTypes Hummingbird Mustache NIOCore Synchronization",
    "Dialects/Holdfast": "Ledger PaymentCore DialectKit Sandbox Invoicing HTTPTypes Hummingbird Logging NIOCore",
    "Dialects/Mollie": "Ledger PaymentCore DialectKit HTTPTypes Hummingbird Logging Mustache NIOCore",
    "Dialects/SwedbankPayInvoice":
        "Ledger PaymentCore DialectKit Invoicing HTTPTypes Hummingbird Mustache NIOCore",
    "Dialects/VippsAccess": "Ledger PaymentCore DialectKit HTTPTypes Hummingbird Logging Mustache NIOCore",
    "Dialects/VippsECom": "Ledger PaymentCore DialectKit VippsAccess HTTPTypes Hummingbird Logging NIOCore",
    "Dialects/VippsEPayment":
        "Ledger PaymentCore DialectKit VippsAccess Crypto HTTPTypes Hummingbird Logging NIOCore Synchronization",
    "Webhooks":
        "PaymentCore Engine DialectKit Sandbox AsyncHTTPClient Crypto DequeModule Glibc Logging NIOCore NIOHTTP1 NIOPosix ServiceLifecycle Synchronization",
    "Console":
        "Ledger PaymentCore Engine DialectKit Sandbox Crypto HTTPTypes Hummingbird Mustache NIOCore NIOPosix ServiceLifecycle Synchronization",
    "Telemetry":
        "DialectKit AsyncHTTPClient Glibc Logging Metrics NIOCore NIOHTTP1 ServiceLifecycle Synchronization Tracing",
    "TimeTravel": "PaymentCore Engine Sandbox Logging",
    "Server": "*",
    "Ceiling": "NIOCore NIOHTTP1 NIOPosix",
    "Bench":
        "Ledger PaymentCore Engine CSQLite SQLiteStore PostgresStore DialectKit Ceiling Crypto Foundation Glibc Histogram Logging Synchronization",
    "holdfast":
        "Ledger PaymentCore Engine DialectKit Server Telemetry Sandbox Bench Ceiling ArgumentParser Glibc Logging",
]

private let importLine = Pattern(
    #"^[ \t]*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+"#
        + #"(?:(?:struct|class|enum|protocol|func|var|let|typealias|actor)\s+)?(\w+)"#)

@Suite("Direction of imports")
struct ImportTests {
    @Test("a room imports only what lies below it")
    func direction() throws {
        expectNone(try House.swiftFiles(under: "Sources").flatMap(forbiddenImports))
    }

    @Test("every folder under Sources is a room that the table knows")
    func rooms() throws {
        let rooms = try House.folders(in: "Sources").filter { $0 != "Sources/Dialects" }
        expectNone(unknownRooms(rooms + (try House.folders(in: "Sources/Dialects"))))
    }

    @Test("every row of the table is a room that exists")
    func rows() throws {
        let paths = try House.paths(under: "Sources")
        for room in mayImport.keys {
            #expect(paths.contains { $0.hasPrefix("Sources/\(room)/") }, "there is no Sources/\(room)")
        }
    }

    @Test(
        "the scan sees every way to import",
        arguments: [
            "import Engine", "package import Engine", "internal import Engine", "@preconcurrency import Engine",
            "@_spi(Testing) public import Engine", "import struct Engine.Inbox", "    import Engine",
            "import Ledger\nimport Engine", "#if canImport(Engine)\nimport Engine\n#endif", "import Engine.Inbox",
        ])
    func seesImports(_ text: String) {
        let found = forbiddenImports(in: TextFile(path: "Sources/DialectKit/Some.swift", text: text))
        #expect(found.map(\.complaint) == ["DialectKit may not import Engine; \(seeWhere)"])
    }

    @Test(
        "the scan passes what is allowed, and what is no import",
        arguments: ["import Ledger", "// import Engine", "let text = \"\"\"\nimport Engine\n\"\"\"", "important()", ""])
    func passes(_ text: String) {
        #expect(forbiddenImports(in: TextFile(path: "Sources/DialectKit/Some.swift", text: text)).isEmpty)
    }

    @Test("a dialect that imports another, the engine or Foundation is found; the server may import anything")
    func dialects() {
        let text = "import CheckoutCom\nimport Engine\nimport Foundation\n"
        let found = forbiddenImports(in: TextFile(path: "Sources/Dialects/Mollie/Some.swift", text: text))
        #expect(found.map(\.line) == [1, 2, 3])
        #expect(forbiddenImports(in: TextFile(path: "Sources/Server/Some.swift", text: text)).isEmpty)
    }

    @Test("a folder that the table does not know is found, and so is a file in no room")
    func unknown() {
        #expect(unknownRooms(["Sources/Ledger", "Sources/Attic", "Sources/Dialects/New"]).count == 2)
        #expect(forbiddenImports(in: TextFile(path: "Sources/Stray.swift", text: "")).count == 1)
    }
}

private let seeWhere = "see the map of the rooms in README.md, and the table in ImportTests.swift"

private func forbiddenImports(in file: TextFile) -> [Finding] {
    guard let room = file.room, let allowed = mayImport[room] else {
        return [Finding(file.path, "belongs to no room that may exist; \(seeWhere)")]
    }
    let modules = Set(allowed.split(separator: " ").map(String.init))
    if modules.contains("*") { return [] }
    return importLine.finds(in: file.code).filter { !modules.contains($0.groups[1]) }
        .map { Finding(file.path, $0.line, "\(room) may not import \($0.groups[1]); \(seeWhere)") }
}

private func unknownRooms(_ folders: [String]) -> [Finding] {
    folders.filter { mayImport[String($0.dropFirst("Sources/".count))] == nil }
        .map { Finding($0, "is no room of the house; \(seeWhere)") }
}
