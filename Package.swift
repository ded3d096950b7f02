// swift-tools-version: 6.2

// The manifest is the tour: rooms in dependency order, arrows point up the page only.

import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "holdfast",
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
    ],
    targets: [
        // MARK: The books and the rules

        room("Ledger"),
        room("PaymentCore", ["Ledger"]),

        // MARK: The engine

        room("Engine", ["Ledger", "PaymentCore", crypto, logging, lifecycle, deque, heap]),

        // MARK: Stores

        .systemLibrary(name: "CSQLite", path: "Sources/CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        room("SQLiteStore", ["Ledger", "PaymentCore", "Engine", "CSQLite"]),

        .systemLibrary(
            name: "CLibPQ", path: "Sources/CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        room("PostgresStore", ["Ledger", "PaymentCore", "Engine", "CLibPQ"]),

        // MARK: Wires

        room("DialectKit", ["Ledger", "PaymentCore", hummingbird, crypto, deque]),
        room("Sandbox", ["PaymentCore", "DialectKit"]),
        room(
            "Mollie", ["Ledger", "PaymentCore", "DialectKit", hummingbird, mustache], path: "Sources/Dialects/Mollie"),
        room(
            "VippsAccess", ["Ledger", "PaymentCore", "DialectKit", hummingbird, mustache],
            path: "Sources/Dialects/VippsAccess"),
        room(
            "VippsEPayment", ["Ledger", "PaymentCore", "DialectKit", "VippsAccess", hummingbird, crypto],
            path: "Sources/Dialects/VippsEPayment"),
        room(
            "CheckoutCom", ["Ledger", "PaymentCore", "DialectKit", hummingbird, mustache],
            path: "Sources/Dialects/CheckoutCom"),
        .systemLibrary(
            name: "CPango", path: "Sources/CPango", pkgConfig: "pangocairo",
            providers: [.apt(["libcairo2-dev", "libpango1.0-dev"])]),
        .systemLibrary(
            name: "CCurl", path: "Sources/CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        room("Invoicing", ["Ledger", "PaymentCore", "CPango", "CCurl", logging, lifecycle]),
        room(
            "SwedbankPayInvoice", ["Ledger", "PaymentCore", "DialectKit", "Invoicing", hummingbird, mustache],
            path: "Sources/Dialects/SwedbankPayInvoice"),
        room(
            "VippsECom", ["Ledger", "PaymentCore", "DialectKit", "VippsAccess", hummingbird],
            path: "Sources/Dialects/VippsECom"),
        room(
            "HoldfastAPI", ["Ledger", "PaymentCore", "DialectKit", "Sandbox", "Invoicing", hummingbird],
            path: "Sources/Dialects/Holdfast", resources: [.embedInCode("openapi.yaml")]),

        // MARK: Around the engine

        room(
            "Telemetry", ["DialectKit", metrics, tracing, httpClient, nio, nioHTTP1, logging, lifecycle]),
        room(
            "Webhooks",
            [
                "PaymentCore", "Engine", "DialectKit", "Sandbox", crypto, httpClient, nio, nioPosix, nioHTTP1, logging,
                lifecycle, deque,
            ]),

        room("TimeTravel", ["PaymentCore", "Engine", "Sandbox", logging]),
        room(
            "Console",
            [
                "Ledger", "PaymentCore", "Engine", "DialectKit", "Sandbox", hummingbird, mustache, crypto, nio,
                nioPosix,
                lifecycle,
            ], resources: [.embedInCode("console.css"), .embedInCode("console.js"), .embedInCode("mark.svg")]),

        // MARK: The whole

        room(
            "Server",
            [
                "PaymentCore", "Engine", "SQLiteStore", "PostgresStore", "DialectKit", "Sandbox", "Webhooks",
                "TimeTravel", "Telemetry", "Console", "Mollie",
                "VippsAccess", "VippsEPayment", "VippsECom", "CheckoutCom", "Invoicing", "SwedbankPayInvoice",
                "HoldfastAPI", hummingbird, hummingbirdCore, nio, nioPosix, nioHTTP1, nioHTTPTypes,
                nioHTTPTypesHTTP1, nioSSL, metrics, tracing, crypto, logging,
                lifecycle, signals, configuration, system,
            ]),
        room("Ceiling", [nio, nioPosix, nioHTTP1]),
        room(
            "Bench",
            [
                "Ledger", "PaymentCore", "Engine", "CSQLite", "SQLiteStore", "PostgresStore", "DialectKit", "Ceiling",
                crypto, histogram, logging,
            ]),
        .executableTarget(
            name: "holdfast",
            dependencies: [
                "PaymentCore", "Engine", "DialectKit", "Server", "Telemetry", "Sandbox", "Bench", "Ceiling", arguments,
                logging,
            ],
            exclude: ["README.md"],
            swiftSettings: strict),

        // MARK: Tests

        .target(
            name: "TestWorld",
            dependencies: [
                "Ledger", "PaymentCore", "Engine", "SQLiteStore", "PostgresStore", "CLibPQ", crypto, logging, lifecycle,
            ],
            path: "Tests/TestWorld", swiftSettings: strict),
        .target(
            name: "Simulation",
            dependencies: [
                "CSQLite", "Ledger", "PaymentCore", "Engine", "SQLiteStore", "DialectKit", "Sandbox", "Webhooks",
                "TimeTravel", "TestWorld", crypto, heap, logging,
            ],
            path: "Tests/Simulation", exclude: ["README.md"], swiftSettings: strict),
        .executableTarget(
            name: "holdfast-simulate", dependencies: ["Simulation", arguments], path: "Tests/Simulate",
            swiftSettings: strict),
        tests("LedgerTests", ["Ledger", "TestWorld"]),
        tests("PaymentCoreTests", ["Ledger", "PaymentCore", "TestWorld"]),
        tests("EngineTests", ["Ledger", "PaymentCore", "Engine", "TestWorld"]),
        tests("StoreContractTests", ["Ledger", "PaymentCore", "Engine", "TestWorld", "Simulation"]),
        tests("SQLiteStoreTests", ["CSQLite", "Ledger", "PaymentCore", "Engine", "SQLiteStore", "TestWorld"]),
        tests("PostgresStoreTests", ["PaymentCore", "Engine", "PostgresStore", "TestWorld"]),
        tests("SimulationTests", ["PaymentCore", "Engine", "SQLiteStore", "TestWorld", "Simulation"]),
        tests("DialectKitTests", ["PaymentCore", "DialectKit", crypto]),
        tests("TelemetryTests", ["DialectKit", "Telemetry", metrics, tracing, logging]),
        tests("SandboxTests", ["PaymentCore", "DialectKit", "Sandbox"]),
        tests(
            "WebhooksTests",
            ["PaymentCore", "Engine", "DialectKit", "Sandbox", "Webhooks", "TestWorld", crypto, logging]),
        tests(
            "VippsEPaymentTests",
            ["PaymentCore", "Engine", "DialectKit", "VippsAccess", "VippsEPayment", "TestWorld", hummingbird, crypto]),
        tests(
            "CheckoutComTests",
            [
                "PaymentCore", "Engine", "DialectKit", "Webhooks", "CheckoutCom", "TestWorld", hummingbird,
                hummingbirdTesting, crypto,
            ],
            exclude: ["Golden"]),
        tests(
            "HoldfastAPITests",
            [
                "Ledger", "PaymentCore", "DialectKit", "Sandbox", "HoldfastAPI", "TimeTravel", "TestWorld",
                hummingbird, hummingbirdTesting, crypto,
            ]),
        tests("InvoicingTests", ["Ledger", "PaymentCore", "Engine", "Invoicing", "TestWorld"]),
        tests("ConsoleTests", ["Ledger", "PaymentCore", "DialectKit", "Console", "TestWorld", crypto]),
        tests("HouseTests", [], exclude: ["README.md"]),
        tests(
            "ServerTests",
            [
                "PaymentCore", "DialectKit", "Server", "Telemetry", "holdfast", httpClient, hummingbird,
                hummingbirdTesting, metrics, nio, nioHTTP1,
            ]),
    ]
)

/// Tests of a room, or across rooms.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: exclude, swiftSettings: strict)
}

/// A room: a target whose folder holds a README beside its sources.
func room(
    _ name: String, _ dependencies: [Target.Dependency] = [], path: String? = nil, resources: [Resource]? = nil
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: path ?? "Sources/\(name)", exclude: ["README.md"],
        resources: resources, swiftSettings: strict)
}
