package import DialectKit
package import PaymentCore
package import Sandbox

/// Sends webhooks as a fault wants it; as they are when none strikes, and always outside the sandbox.
package struct FaultySender: Sendable {
    private let sender: any WebhookSender
    private let faults: FaultBook?
    private let held = HeldWebhooks()
    private let now: @Sendable () -> Instant

    /// What a webhook is about.
    package struct Subject: Hashable, Sendable {
        package let merchant: MerchantID
        package let wire: WireName
        package let payment: PaymentID
        package let operation: FaultOperation

        package init(merchant: MerchantID, wire: WireName, payment: PaymentID, operation: FaultOperation) {
            self.merchant = merchant
            self.wire = wire
            self.payment = payment
            self.operation = operation
        }

        package init(_ event: Event, of payment: Payment) {
            self.init(
                merchant: payment.birth.merchant, wire: payment.birth.wire, payment: payment.id,
                operation: FaultOperation(event.fact))
        }
    }

    package init(_ sender: any WebhookSender, faults: FaultBook?, now: @escaping @Sendable () -> Instant) {
        self.sender = sender
        self.faults = faults
        self.now = now
    }

    package func send(_ webhook: OutgoingWebhook, about subject: Subject?) async -> Delivered {
        guard let subject else { return await sender.send(webhook) }
        guard let fault = strike(subject) else {
            let delivered = await sender.send(webhook)
            await release(HeldWebhooks.Place(subject, webhook))
            return delivered
        }
        return await send(webhook, subject, meeting: fault)
    }

    private func send(_ webhook: OutgoingWebhook, _ subject: Subject, meeting fault: WebhookFault) async -> Delivered {
        let place = HeldWebhooks.Place(subject, webhook)
        let delivered: Delivered
        switch fault {
        case .drop: return .byFault("dropped")
        case .reorder:
            guard held.hold(webhook, at: place) else { return await sender.send(webhook) }
            Task {
                try? await Task.sleep(for: HeldWebhooks.limit)
                await release(place)
            }
            return .byFault("held back until the next one")
        case .duplicate:
            delivered = await sender.send(webhook)
            _ = await sender.send(webhook)
        case .delay(let interval):
            try? await Task.sleep(for: .milliseconds(interval.milliseconds))
            guard !Task.isCancelled else { return Delivered(status: nil, note: "broken off", succeeded: false) }
            delivered = await sender.send(webhook)
        case .badSignature: delivered = await sender.send(webhook.badlySigned)
        }
        await release(place)
        return delivered
    }

    private func strike(_ subject: Subject) -> WebhookFault? {
        guard let hit = faults?.webhook(about: subject.operation, on: subject.wire, of: subject.merchant) else {
            return nil
        }
        faults?.note(
            FaultStrike(
                at: now(), rule: hit.rule, effect: .webhook(hit.fault), wire: subject.wire,
                operation: subject.operation, payment: subject.payment),
            of: subject.merchant)
        return hit.fault
    }

    /// What was held back goes out after the one that overtook it.
    private func release(_ place: HeldWebhooks.Place) async {
        for webhook in held.release(place) { _ = await sender.send(webhook) }
    }
}

extension Delivered {
    fileprivate static func byFault(_ what: String) -> Delivered {
        Delivered(status: nil, note: "\(what) by a fault that was asked for", succeeded: true)
    }
}

extension OutgoingWebhook {
    /// The last letter or digit of whatever signs it is another one. A wire that does not sign is left as it is.
    var badlySigned: OutgoingWebhook {
        let headers = headers.map { header in
            let text = "\(header.name) \(header.value)".lowercased()
            return text.contains("signature") ? Header(header.name, Self.altered(header.value)) : header
        }
        return OutgoingWebhook(url: url, headers: headers, body: body, timeout: timeout)
    }

    private static func altered(_ signature: String) -> String {
        guard let last = signature.lastIndex(where: { $0.isLetter || $0.isNumber }) else { return signature }
        var text = signature
        text.replaceSubrange(last...last, with: text[last] == "0" ? "1" : "0")
        return text
    }
}
