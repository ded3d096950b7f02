import AsyncHTTPClient
package import DialectKit
import NIOCore
import NIOHTTP1
import PaymentCore

/// Sends over HTTP: redirects are not followed, answers are read no further than needed, and the address that was checked
/// is the one connected to.
package struct HTTPWebhookSender: WebhookSender {
    private let allowsPrivateAddresses: Bool

    /// Bytes of an answer that are read at most.
    private static let answerLimit = 4_096

    /// Loopback and private addresses are for the sandbox; a cloud's metadata service is for nobody.
    package init(allowsPrivateAddresses: Bool) { self.allowsPrivateAddresses = allowsPrivateAddresses }

    package func send(_ webhook: OutgoingWebhook) async -> Delivered {
        guard let address = WebAddress(webhook.url), address.isWeb else { return failed("not a web address") }
        let target: TargetAddress
        do {
            target = try await TargetAddress.resolve(address.host)
        } catch {
            return failed("cannot resolve \(address.host): \(error)")
        }
        guard !target.isMetadataService, allowsPrivateAddresses || !target.isPrivate else {
            return failed("\(target.text) is not an address that webhooks go to")
        }
        return await send(webhook, to: target, address)
    }

    private func send(_ webhook: OutgoingWebhook, to target: TargetAddress, _ address: WebAddress) async -> Delivered {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.dnsOverride[address.host] = target.text
        configuration.dnsOverride[address.hostAsWritten] = target.text
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        var request = HTTPClientRequest(url: webhook.url)
        request.method = .POST
        for header in webhook.headers { request.headers.replaceOrAdd(name: header.name, value: header.value) }
        request.body = .bytes(ByteBuffer(bytes: webhook.body))
        let delivered = await Self.delivered(request, over: client, within: webhook.timeout)
        try? await client.shutdown()
        return delivered
    }

    /// The whole answer, body included, within the time the wire gives an endpoint.
    private static func delivered(
        _ request: HTTPClientRequest, over client: HTTPClient, within timeout: Interval
    ) async -> Delivered {
        let limit = Int64(timeout.milliseconds)
        return await withTaskGroup(of: Delivered.self) { group in
            group.addTask {
                do {
                    let response = try await client.execute(request, timeout: .milliseconds(limit))
                    let status = Int(response.status.code)
                    return Delivered(
                        status: status, note: await beginning(of: response.body),
                        succeeded: (200..<300).contains(status))
                } catch {
                    return Delivered(status: nil, note: "\(error)", succeeded: false)
                }
            }
            group.addTask {
                try? await Task.sleep(for: .milliseconds(limit))
                return Delivered(status: nil, note: "no whole answer within \(limit / 1_000) s", succeeded: false)
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? Delivered(status: nil, note: "broken off", succeeded: false)
        }
    }

    private static func beginning(of body: HTTPClientResponse.Body) async -> String {
        var bytes: [UInt8] = []
        do {
            for try await part in body {
                bytes += part.readableBytesView.prefix(answerLimit - bytes.count)
                if bytes.count >= answerLimit { break }
            }
        } catch {
            return "the answer broke off: \(error)"
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func failed(_ note: String) -> Delivered { Delivered(status: nil, note: note, succeeded: false) }
}
