import ArgumentParser
import Logging
import Server
import Telemetry

/// What whoever operates the server says of it: TLS, and what it tells of itself.
struct Operating: ParsableArguments {
    @Option(
        help: "Certificate chain in PEM: the server speaks TLS 1.2 or later. Read anew when it changes, or at SIGHUP.")
    var tlsCertificate: String?

    @Option(help: "The certificate's private key in PEM.")
    var tlsKey: String?

    @Option(help: "What /metrics asks for beside the administrator's key; on loopback it is open without one.")
    var metricsToken: String?

    @Option(help: "How log lines are written: text or json. (default: text)")
    var logFormat: LogFormat?

    @Option(
        help: """
            From where on it is logged: trace, debug, info (a line for each request), notice, warning, error, critical. \
            (default: notice)
            """)
    var logLevel: String?

    @Option(
        help:
            "Where spans go, as OTLP in JSON: a file, or a collector's address such as http://127.0.0.1:4318/v1/traces."
    )
    var traces: String?

    @Option(help: "What share of the traces that begin here are kept, from 0 to 1. (default: 1)")
    var traceRatio: String?

    enum LogFormat: String, CaseIterable, ExpressibleByArgument { case text, json }

    func apply(to options: inout ServerOptions, _ settings: Settings) async throws {
        let certificate = try await settings.text("tls-certificate", unless: tlsCertificate)
        let key = try await settings.text("tls-key", unless: tlsKey)
        switch (certificate, key) {
        case (let certificate?, let key?): options.tls = .init(certificate: certificate, key: key)
        case (nil, nil): break
        default: throw ValidationError("--tls-certificate and --tls-key go together")
        }
        options.metricsToken = try await settings.text("metrics-token", unless: metricsToken)
        guard options.metricsToken.map({ $0.utf8.count >= 16 }) ?? true else {
            throw ValidationError("the setting 'metrics-token' has at least 16 characters")
        }
        options.traces = try await settings.text("traces", unless: traces)
        if let text = try await settings.text("trace-ratio", unless: traceRatio) {
            guard let ratio = Double(text), (0...1).contains(ratio) else {
                throw ValidationError("the setting 'trace-ratio' is a number from 0 to 1")
            }
            options.traceRatio = ratio
        }
    }

    /// Must be done before the first line is written.
    func startLogging(_ settings: Settings) async throws {
        let format = try await settings.text("log-format", unless: logFormat?.rawValue) ?? LogFormat.text.rawValue
        let level = try await settings.text("log-level", unless: logLevel) ?? Logger.Level.notice.rawValue
        guard let format = LogFormat(rawValue: format) else {
            throw ValidationError("the setting 'log-format' is text or json")
        }
        guard let level = Logger.Level(rawValue: level) else {
            throw ValidationError("the setting 'log-level' is trace, debug, info, notice, warning, error or critical")
        }
        LoggingSystem.bootstrap { label in
            switch format {
            case .json: return JSONLogHandler(label: label, level: level)
            case .text:
                var handler = StreamLogHandler.standardError(label: label)
                handler.logLevel = level
                return handler
            }
        }
    }
}
