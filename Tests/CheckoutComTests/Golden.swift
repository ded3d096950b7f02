import DialectKit
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import PaymentCore
import Testing

/// A story in a text file: requests, and under each what the wire answers, byte for byte. `HOLDFAST_GOLDEN=write` writes the
/// answers anew; read the difference before it is committed.
///
/// An exchange is a request line, headers, an empty line and a body; a line of dashes; the status, headers, an empty line
/// and a body. `#` begins a remark, `wait P7D` lets time pass, a line of `=` stands between two exchanges. What is random
/// stands as `{{pay 1}}`: the first such name of the story, in requests too.
struct Golden {
    let path: String

    private static let between = "\n==========\n"
    private static let answers = "\n----------"

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden")

    static var all: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".txt") }.sorted()
    }

    func check(on server: SandboxServer) async throws {
        let file = Self.folder.appendingPathComponent(path)
        let story = try String(contentsOf: file, encoding: .utf8)
        var names = Names()
        var told: [String] = []
        for exchange in story.split(separator: Self.between).map(String.init) {
            let request = String(exchange.split(separator: Self.answers, maxSplits: 1)[0])
            let answer = try await Exchange(request, names).answer(on: server, &names)
            told.append(request.trimmingSuffix("\n") + Self.answers + "\n" + answer)
        }
        let now = told.joined(separator: Self.between) + "\n"
        if ProcessInfo.processInfo.environment["HOLDFAST_GOLDEN"] == "write" {
            try now.write(to: file, atomically: true, encoding: .utf8)
        } else {
            for (line, other) in zip(now.split(separator: "\n"), story.split(separator: "\n")) where line != other {
                Issue.record("\(path) says\n\(other)\nand the answer is\n\(line)")
                return
            }
            #expect(now == story)
        }
    }
}

/// One request of a story.
private struct Exchange {
    private var waits: Int64 = 0
    private var method = HTTPRequest.Method.get
    private var path = "/"
    private var headers: HTTPFields = [:]
    private var body = ""

    init(_ text: String, _ names: Names) {
        let parts = names.resolved(text).split(separator: "\n\n", maxSplits: 1)
        for line in parts[0].split(separator: "\n") where !line.hasPrefix("#") {
            if line.hasPrefix("wait ") {
                waits = DurationSpelling.read(line.dropFirst(5)) ?? 0
            } else if let colon = line.firstRange(of: ": ") {
                guard let name = HTTPField.Name(String(line[..<colon.lowerBound])) else { continue }
                headers[name] = String(line[colon.upperBound...])
            } else {
                let words = line.split(separator: " ")
                method = HTTPRequest.Method(rawValue: String(words[0])) ?? .get
                path = String(words[1])
            }
        }
        if parts.count > 1 { body = parts[1].trimmingCharacters(in: .newlines) }
    }

    func answer(on server: SandboxServer, _ names: inout Names) async throws -> String {
        if waits > 0 { try await server.wait(Interval(milliseconds: waits)) }
        let buffer = body.isEmpty ? nil : ByteBuffer(string: body)
        let response = try await server.client.executeRequest(
            uri: path, method: method, headers: headers, body: buffer)
        let text = String(buffer: response.body)
        var lines = ["\(response.status.code)"]
        for name in [HTTPField.Name.location, .contentType] {
            if let value = response.headers[name] { lines.append("\(name): \(value)") }
        }
        // Every error is named in its body as in its header.
        if let id = (try? JSON.parse(text.utf8))?.object?["request_id"]?.string {
            #expect(response.headers[HTTPField.Name("Cko-Request-Id")!] == id)
        }
        if !text.isEmpty { lines += ["", text] }
        return names.masked(lines.joined(separator: "\n"))
    }
}

/// What is random, by the names that the story gives it.
private struct Names {
    private var known: [String: String] = [:]
    private var counts: [String: Int] = [:]

    func resolved(_ text: String) -> String {
        known.reduce(text) { $0.replacing("{{\($1.value)}}", with: $1.key) }
    }

    mutating func masked(_ text: String) -> String {
        var text = text
        let kinds = /\b(pay|act|src|cus|tok|evt|ntf|sid|wf|wfa|wfc)_[a-z2-7]{26}\b|\b(wh)_[0-9a-f]{32}\b/
        for match in text.matches(of: kinds) {
            learn(String(match.output.0), kind: String(match.output.1 ?? match.output.2 ?? ""))
        }
        for (name, mask) in known { text = text.replacing(name, with: "{{\(mask)}}") }
        text = text.replacing(/"request_id":"[^"]*"/, with: #""request_id":"{{request}}""#)
        text = text.replacing(/"access_token":"[^"]*"/, with: #""access_token":"{{token}}""#)
        let numbers =
            /"(auth_code|acquirer_transaction_id|retrieval_reference_number|acquirer_reference_number|scheme_id)":"(\d+)"/
        return text.replacing(numbers) { "\"\($0.output.1)\":\"{{\($0.output.2.count) digits}}\"" }
    }

    private mutating func learn(_ name: String, kind: String) {
        guard known[name] == nil else { return }
        counts[kind, default: 0] += 1
        known[name] = "\(kind) \(counts[kind] ?? 0)"
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: Character) -> String {
        var text = self
        while text.last == suffix { text.removeLast() }
        return text
    }
}
