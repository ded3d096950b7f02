import AsyncHTTPClient
package import DialectKit
import Glibc
import NIOCore
import NIOHTTP1
import PaymentCore

/// Sends over HTTP: redirects are not followed, answers are read no further than needed, and the address that was checked
/// is the one connected to.
package struct HTTPWebhookSender: WebhookSender {
    private let allowsPrivateAddresses: Bool
    private let clients = ReceiverClients()

    /// Bytes of an answer that are read at most.
    private static let answerLimit = 4_096
    /// Addresses of a name that are tried at most.
    private static let targetLimit = 4

    /// Loopback and private addresses are for the sandbox; a cloud's metadata service is for nobody.
    package init(allowsPrivateAddresses: Bool) { self.allowsPrivateAddresses = allowsPrivateAddresses }

    package func send(_ webhook: OutgoingWebhook) async -> Delivered {
        guard let address = WebAddress(webhook.url), address.isWeb else { return Self.failed("not a web address") }
        let found: [TargetAddress]
        do {
            found = try await TargetAddress.resolve(address.host)
        } catch {
            return Self.failed("cannot resolve \(address.host): \(error)")
        }
        let targets = found.filter { !$0.isMetadataService && (allowsPrivateAddresses || !$0.isPrivate) }
        guard !targets.isEmpty else {
            let refused = found.map(\.text).joined(separator: ", ")
            return Self.failed("\(refused) is not an address that webhooks go to")
        }
        return await Self.within(webhook.timeout) {
            await send(webhook, to: targets.prefix(Self.targetLimit), address)
        }
    }

    /// Each address in turn, until one takes the connection: that one has the webhook, whatever it answers.
    private func send(
        _ webhook: OutgoingWebhook, to targets: ArraySlice<TargetAddress>, _ address: WebAddress
    ) async -> Delivered {
        let patience = webhook.timeout.milliseconds / Int64(targets.count)
        var notes: [String] = []
        for target in targets {
            let receiver = ReceiverClients.Receiver(
                host: address.host, hostAsWritten: address.hostAsWritten, address: target.text,
                patience: .milliseconds(patience))
            do {
                return try await clients.with(receiver) { try await Self.answer(to: webhook, over: $0) }
            } catch {
                notes.append("\(target.text): \(error)")
                guard Self.isWithoutConnection(error) else { break }
            }
        }
        return Self.failed(notes.joined(separator: "; "))
    }

    private static func answer(to webhook: OutgoingWebhook, over client: HTTPClient) async throws -> Delivered {
        var request = HTTPClientRequest(url: webhook.url)
        request.method = .POST
        for header in webhook.headers { request.headers.add(name: header.name, value: header.value) }
        request.body = .bytes(ByteBuffer(bytes: webhook.body))
        let response = try await client.execute(request, timeout: .milliseconds(webhook.timeout.milliseconds))
        let status = Int(response.status.code)
        return Delivered(
            status: status, note: await beginning(of: response.body), succeeded: (200..<300).contains(status))
    }

    /// True when nobody took the connection, so that nothing was sent.
    private static func isWithoutConnection(_ error: any Error) -> Bool {
        if let error = error as? IOError {
            return [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL, EAFNOSUPPORT].contains(error.errnoCode)
        }
        return error as? HTTPClientError == .connectTimeout
    }

    /// The whole answer, body included, within the time the wire gives an endpoint.
    private static func within(
        _ timeout: Interval, _ body: @escaping @Sendable () async -> Delivered
    ) async -> Delivered {
        await withTaskGroup(of: Delivered.self) { group in
            group.addTask { await body() }
            group.addTask {
                try? await Task.sleep(for: .milliseconds(timeout.milliseconds))
                return failed("no whole answer within \(timeout.milliseconds / 1_000) s")
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? failed("broken off")
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

    private static func failed(_ note: String) -> Delivered { Delivered(status: nil, note: note, succeeded: false) }
}
