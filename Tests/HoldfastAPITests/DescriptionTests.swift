import Foundation
import HTTPTypes
import HoldfastAPI
import Hummingbird
import HummingbirdTesting
import Ledger
import Testing

@Suite("The API's description")
struct DescriptionTests {
    @Test("the server gives out the file of this room, in every mode", arguments: [true, false])
    func served(isSandbox: Bool) async throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Dialects/Holdfast/openapi.yaml")
        let written = try String(contentsOf: file, encoding: .utf8)
        try await OwnAPI.run(isSandbox: isSandbox) { _, client in
            let answer = try await client.executeRequest(uri: "/openapi.yaml", method: .get, headers: [:], body: nil)
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "application/yaml")
            #expect(String(buffer: answer.body) == written)
        }
    }

    @Test("every route is described, and nothing else; outside the sandbox, all but what is tagged so")
    func complete() async throws {
        for isSandbox in [true, false] {
            try await OwnAPI.run(isSandbox: isSandbox) { routes, client in
                let described = try await Described(client)
                #expect(described.operations.count > 20)
                #expect(described.operations.contains { $0.tag == "Sandbox" })
                let expected = described.operations.filter { isSandbox || $0.tag != "Sandbox" }.map(\.name)
                var served: [String] = []
                for route in routes where route.path != "/holdfast/v1/**" {
                    // Without a key: what is there says 401, or answers.
                    let path = route.path.replacing(/[{][a-z]+[}]/, with: "x")
                    let answer = try await client.executeRequest(
                        uri: path, method: route.method, headers: [:], body: nil)
                    if answer.status != .methodNotAllowed { served.append("\(route.method) \(route.path)") }
                }
                #expect(served.sorted() == expected.sorted())
            }
        }
    }

    @Test("a method that a path does not take gets 405, with those it takes")
    func otherMethods() async throws {
        try await OwnAPI.run(isSandbox: true) { _, client in
            for (path, allow) in [
                ("/holdfast/v1/payments", "GET, POST"), ("/holdfast/v1/payments/x/timeline", "GET"),
                ("/holdfast/v1/sandbox/faults/x", "DELETE"), ("/openapi.yaml", "GET"),
            ] {
                for method in [HTTPRequest.Method.patch, .options, .head] {
                    let answer = try await client.executeRequest(uri: path, method: method, headers: [:], body: nil)
                    #expect(answer.status == .methodNotAllowed)
                    #expect(answer.headers[.allow] == allow)
                }
            }
        }
    }

    @Test("the currencies are those of the ledger")
    func currencies() async throws {
        let letters = (UInt8(ascii: "A")...UInt8(ascii: "Z")).map { String(UnicodeScalar($0)) }
        let codes = letters.flatMap { a in letters.flatMap { b in letters.map { a + b + $0 } } }
        try await OwnAPI.run(isSandbox: true) { _, client in
            let described = try await Described(client)
            #expect(described.words(of: "Currency") == codes.filter { Currency(code: $0) != nil })
        }
    }
}

/// What the served document says, as far as these tests ask; its layout is our own.
private struct Described {
    struct Operation {
        /// `GET /holdfast/v1/payments/{payment}`
        let name: String
        let tag: String
    }

    private(set) var operations: [Operation] = []
    private let text: String

    init(_ client: any TestClientProtocol) async throws {
        let answer = try await client.executeRequest(uri: "/openapi.yaml", method: .get, headers: [:], body: nil)
        text = String(buffer: answer.body)
        var (path, method) = ("", "")
        for line in text.split(separator: "\n") {
            if let found = line.wholeMatch(of: #/  (/\S*):/#) { path = String(found.1) }
            if let found = line.wholeMatch(of: #/    (get|head|post|put|patch|delete|options|trace):/#) {
                method = found.1.uppercased()
            }
            if let found = line.wholeMatch(of: #/      tags: \[(\w+)\]/#) {
                operations.append(Operation(name: "\(method) \(path)", tag: String(found.1)))
            }
        }
    }

    /// The words of an enumeration among the schemas.
    func words(of schema: String) -> [String] {
        guard let start = text.range(of: "\n    \(schema):\n")?.upperBound,
            let open = text[start...].firstIndex(of: "["), let close = text[open...].firstIndex(of: "]")
        else { return [] }
        return text[open..<close].split { !$0.isLetter }.map(String.init)
    }
}
