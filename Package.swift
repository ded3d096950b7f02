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
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let collections = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "holdfast",
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        // MARK: The books and the rules

        room("Ledger"),
        room("PaymentCore", ["Ledger"]),

        // MARK: The engine

        room("Engine", ["Ledger", "PaymentCore", crypto, logging, lifecycle, collections]),

        // MARK: Stores

        .systemLibrary(name: "CSQLite", path: "Sources/CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        room("SQLiteStore", ["Ledger", "PaymentCore", "Engine", "CSQLite"]),

        // MARK: Wires

        room("DialectKit", ["PaymentCore", hummingbird, crypto]),
        room("Mollie", ["Ledger", "PaymentCore", "DialectKit", hummingbird], path: "Sources/Dialects/Mollie"),
        room("HoldfastAPI", ["Ledger", "PaymentCore", "DialectKit", hummingbird], path: "Sources/Dialects/Holdfast"),

        // MARK: The whole

        room(
            "Server",
            [
                "PaymentCore", "Engine", "SQLiteStore", "DialectKit", "Mollie", "HoldfastAPI", hummingbird, crypto,
                logging,
            ]),
        .executableTarget(
            name: "holdfast", dependencies: ["Engine", "Server", arguments, logging], exclude: ["README.md"],
            swiftSettings: strict),

        // MARK: Tests

        tests("DialectKitTests", ["DialectKit"]),
        tests("ServerTests", ["holdfast", "DialectKit", httpClient, nioHTTP1]),
    ]
)

/// Tests of a room, or across rooms.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: exclude, swiftSettings: strict)
}

/// A room: a target whose folder holds a README beside its sources.
func room(_ name: String, _ dependencies: [Target.Dependency] = [], path: String? = nil) -> Target {
    .target(
        name: name, dependencies: dependencies, path: path ?? "Sources/\(name)", exclude: ["README.md"],
        swiftSettings: strict)
}
