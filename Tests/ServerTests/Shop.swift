import AsyncHTTPClient
import DialectKit
import Foundation
import NIOCore
import NIOHTTP1

/// A shop at the other end of a socket: speaks Mollie's wire with the demo merchant's key.
struct Shop: Sendable {
    let address: String
    var key = "test_holdfastdemomerchant00000000001"

    /// Gives up at once on a server that is gone: the tests kill servers.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    struct Reply: Sendable {
        let status: Int
        let headers: [String: String]
        let bytes: [UInt8]

        var text: String { String(decoding: bytes, as: UTF8.self) }
        var json: JSON { (try? JSON.parse(bytes)) ?? .null }
        var isReplay: Bool { headers["idempotent-replayed"] == "true" }

        /// A member, by the names that lead to it.
        func member(_ path: String...) -> String? {
            var value = json
            for name in path { value = value.object?[name] ?? .null }
            return value.string
        }
    }

    func send(
        _ method: String, _ path: String, _ body: String? = nil, type: String? = "application/json",
        headers: [String: String] = [:]
    ) async throws -> Reply {
        try await send(method, path, bytes: body.map { Array($0.utf8) }, type: type, headers: headers)
    }

    func send(
        _ method: String, _ path: String, bytes: [UInt8]?, type: String?, headers: [String: String] = [:]
    ) async throws -> Reply {
        var request = HTTPClientRequest(url: address + path)
        request.method = .init(rawValue: method)
        request.headers.add(name: "Authorization", value: "Bearer \(key)")
        if let type, bytes != nil { request.headers.add(name: "Content-Type", value: type) }
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        if let bytes { request.body = .bytes(ByteBuffer(bytes: bytes)) }
        let response = try await Self.client.execute(request, timeout: .seconds(30))
        let body = try await response.body.collect(upTo: 16 << 20)
        let fields = response.headers.map { ($0.name.lowercased(), $0.value) }
        return Reply(
            status: Int(response.status.code), headers: Dictionary(fields, uniquingKeysWith: { $1 }),
            bytes: Array(buffer: body))
    }

    // MARK: The story

    static let billing =
        #"{"givenName":"Ada","familyName":"Payer","streetAndNumber":"Street 1","postalCode":"1012AB","city":"Amsterdam","country":"NL","email":"ada@example.org"}"#

    /// A payment on a method with many captures, approved by the payer. Its name.
    func authorize(_ value: String = "100.00", method: String = "klarna") async throws -> String {
        let amount = #"{"currency":"EUR","value":"\#(value)"}"#
        let line = #"{"description":"Goods","quantity":1,"unitPrice":\#(amount),"totalAmount":\#(amount)}"#
        let created = try await send(
            "POST", "/v2/payments",
            #"{"amount":\#(amount),"description":"Order","redirectUrl":"https://shop.example/","method":"\#(method)","captureMode":"manual","lines":[\#(line)],"billingAddress":\#(Self.billing)}"#
        )
        guard created.status == 201, let name = created.member("id") else { throw Failure("create: \(created.text)") }
        let approved = try await approve(name)
        guard approved.status == 200 else { throw Failure("approve: \(approved.text)") }
        return name
    }

    func approve(_ payment: String) async throws -> Reply {
        var payer = self
        payer.key = "hf_test_holdfastdemomerchant0000000001"
        return try await payer.send("POST", "/holdfast/v1/payments/\(payment)/payer", #"{"action":"approve"}"#)
    }

    func capture(_ payment: String, _ value: String?, key: String? = nil) async throws -> Reply {
        let body = value.map { #"{"amount":{"currency":"EUR","value":"\#($0)"}}"# } ?? "{}"
        return try await send(
            "POST", "/v2/payments/\(payment)/captures", body, headers: key.map { ["Idempotency-Key": $0] } ?? [:])
    }

    func captures(_ payment: String) async throws -> [JSONObject] {
        let list = try await send("GET", "/v2/payments/\(payment)/captures?limit=250")
        return list.json.object?["_embedded"]?.object?["captures"]?.array?.compactMap(\.object) ?? []
    }

    /// What has been captured, once nothing is pending any more. Unit: minor units.
    func capturedWhenSettled(_ payment: String) async throws -> Int {
        for _ in 0..<500 {
            let all = try await captures(payment)
            if !all.contains(where: { $0["status"]?.string == "pending" }) {
                return all.filter { $0["status"]?.string == "succeeded" }.reduce(0) { sum, capture in
                    let value = capture["amount"]?.object?["value"]?.string ?? ""
                    return sum + (Int(value.filter { $0 != "." }) ?? 0)
                }
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Failure("captures of \(payment) stay pending")
    }
}
