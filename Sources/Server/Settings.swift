import Configuration
import DialectKit
import Foundation
import SystemPackage

/// What the environment and a file say of how to run; the environment wins. Names are those of the flags: `key-file` is
/// `HOLDFAST_KEY_FILE` in the environment and a member of a JSON object in the file.
package struct Settings: Sendable {
    private let reader: ConfigReader

    private static let names: Set<String> = [
        "mode", "host", "port", "data", "store", "key-file", "allow-host", "public-url", "declining-amounts",
        "return-urls", "invoice-lists", "invoice-sums", "invoice-agreements", "invoice-distribution", "smtp-server",
        "smtp-security", "smtp-ca-file", "smtp-user", "smtp-password", "smtp-sender", "tls-certificate", "tls-key",
        "metrics-token", "log-format", "log-level", "traces", "trace-ratio",
    ]

    /// `file` is the one that a flag named; `HOLDFAST_CONFIG` names one too.
    package init(
        file: String?, environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws(ServerTrouble) {
        // Set to nothing is not set.
        let environment = environment.filter { !$0.value.isEmpty }
        var providers: [any ConfigProvider] = [
            EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "holdfast")
        ]
        if let file = file ?? environment["HOLDFAST_CONFIG"] {
            try Self.mustHaveKnownNames(file)
            do {
                providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(file)))
            } catch {
                throw Self.unreadable(file)
            }
        }
        reader = ConfigReader(providers: providers)
    }

    package func text(_ name: String, unless given: String?) async throws(ServerTrouble) -> String? {
        if let given { return given }
        do { return try await reader.fetchString(forKey: ConfigKey(name)) } catch { throw Self.wrong(name, "a text") }
    }

    package func number(_ name: String, unless given: Int?) async throws(ServerTrouble) -> Int? {
        if let given { return given }
        do { return try await reader.fetchInt(forKey: ConfigKey(name)) } catch { throw Self.wrong(name, "a number") }
    }

    /// Parted by commas in the environment.
    package func texts(_ name: String, unless given: [String]) async throws(ServerTrouble) -> [String] {
        guard given.isEmpty else { return given }
        do {
            return try await reader.fetchStringArray(forKey: ConfigKey(name), default: [])
        } catch {
            throw Self.wrong(name, "a list of texts")
        }
    }

    /// A setting that is misspelled, or of a kind that none has, would change nothing, and nobody would know.
    private static func mustHaveKnownNames(_ file: String) throws(ServerTrouble) {
        guard let data = FileManager.default.contents(atPath: file),
            let members = (try? JSON.parse(Array(data)))?.object
        else { throw unreadable(file) }
        for member in members.members {
            guard names.contains(member.name) else {
                let known = names.sorted().joined(separator: ", ")
                throw ServerTrouble(description: "\(file): there is no setting '\(member.name)'; known are \(known)")
            }
            switch member.value {
            case .string, .number, .array: break
            case .null, .bool, .object: throw wrong(member.name, "a text, a number or a list of texts")
            }
        }
    }

    private static func unreadable(_ file: String) -> ServerTrouble {
        ServerTrouble(
            description: "cannot read the configuration \(file): name a file with a JSON object with --config")
    }

    private static func wrong(_ name: String, _ kind: String) -> ServerTrouble {
        ServerTrouble(
            description: "the setting '\(name)' is not \(kind): look in the environment and the configuration file")
    }
}
