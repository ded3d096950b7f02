import Logging
import PaymentCore

/// Carries invoices on one channel, as many at once as it may. Everything it knows is in the store: one that dies goes on
/// where it was, and may deliver an invoice twice, never not at all. Waits go by the merchant's clock.
struct Courier: Sendable {
    let channel: InvoiceChannel
    let service: any PaymentService
    let logger: Logger
    /// Invoices on their way at once.
    let width: Int
    /// How long to wait after so many failures; nil gives up.
    let wait: @Sendable (_ failures: Int64) -> Interval?
    let deliver: @Sendable (Invoice, DispatchNote) async -> InvoiceDelivery

    private typealias Waiting = DispatchBook.Waiting

    /// How long it rests when there is nothing to do.
    private static let pause = Duration.milliseconds(100)
    /// Dispatches read at one look; the next look begins behind them, so that none stands in the way of others.
    private static let stretch = 100

    func run() async {
        var from: [UInt8]?
        while !Task.isCancelled {
            do throws(Unavailable) {
                let page = try service.documents(
                    of: Waiting.collection(channel),
                    page: DocumentPage(from: from, limit: Self.stretch, order: .oldestFirst))
                from = page.count == Self.stretch ? page.last.map { $0.key.id + [0] } : nil
                if await carry(page) { continue }
            } catch {
                logger.warning("invoices wait for the store", metadata: ["reason": "\(error)"])
            }
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// True when one moved.
    private func carry(_ page: [Document]) async -> Bool {
        let due = page.compactMap { document -> Waiting? in
            guard let waiting = Waiting(document, on: channel) else { return nil }
            guard let until = try? Instant(canonicalBytes: document.bytes) else { return waiting }
            return until <= service.now(of: waiting.merchant) ? waiting : nil
        }
        return await withTaskGroup(of: Bool.self) { group in
            var moved = false
            for (place, waiting) in due.enumerated() {
                if place >= width, await group.next() == true { moved = true }
                group.addTask {
                    do throws(Unavailable) { return try await attempt(waiting) } catch {
                        logger.warning("invoices wait for the store", metadata: ["reason": "\(error)"])
                        return false
                    }
                }
            }
            for await one in group where one { moved = true }
            return moved
        }
    }

    private func attempt(_ waiting: Waiting) async throws(Unavailable) -> Bool {
        guard !Task.isCancelled else { return false }
        let (merchant, operation) = (waiting.merchant, waiting.operation)
        let book = DispatchBook(of: merchant)
        guard var note = try book.note(of: operation, on: channel, in: service), case .waiting = note.state,
            let invoice = try InvoiceShelf(of: merchant).invoice(of: operation, in: service)
        else {
            // Everything that the merchant had is gone, or it arrived.
            try await service.write([.remove(waiting.key)])
            return true
        }
        let begun = service.now(of: merchant)
        let started = ContinuousClock.now
        let delivery = await deliver(invoice, note)
        // Broken off by the shutdown: it counts as not tried.
        if Task.isCancelled, case .failed = delivery { return false }
        note.note(
            delivery, at: begun, took: Interval(since: started), retry: wait(note.attemptCount + 1).map { begun + $0 })
        report(note, of: invoice)
        let writes = try book.entries(note, of: operation) + otherWay(note, of: operation, book, at: begun)
        do {
            // If everything went in the meantime, it does not come back.
            try await service.write(writes, where: [.stands(book.key(operation, channel))])
            return true
        } catch {
            switch error {
            case .conflict: return true
            case .unavailable(let reason): throw reason
            }
        }
    }

    /// What can be delivered on no other way goes into the directory: no invoice is lost.
    private func otherWay(
        _ note: DispatchNote, of operation: OperationID, _ book: DispatchBook, at now: Instant
    ) throws(Unavailable) -> [DocumentWrite] {
        guard channel != .directory, case .undeliverable = note.state,
            try book.note(of: operation, on: .directory, in: service) == nil
        else { return [] }
        return book.entries(DispatchNote(.directory, state: .waiting(until: now)), of: operation)
    }

    private func report(_ note: DispatchNote, of invoice: Invoice) {
        let what: String
        switch note.state {
        case .delivered: return
        case .waiting: what = "an invoice is not sent yet"
        case .undeliverable: what = "an invoice cannot be sent"
        }
        logger.warning(
            "\(what)",
            metadata: [
                "invoice": "\(invoice.number)", "channel": "\(channel.word)",
                "reason": "\(note.attempts.last?.note ?? "")",
            ])
    }
}

extension Interval {
    /// Real time, whatever the merchant's clock says.
    fileprivate init(since start: ContinuousClock.Instant) {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        self.init(milliseconds: seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
    }
}
