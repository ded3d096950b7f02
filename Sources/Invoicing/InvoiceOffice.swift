package import Logging
package import PaymentCore
import ServiceLifecycle
import Synchronization

/// Makes invoices of orders, and sends them on every channel. Everything it knows is in the store.
package struct InvoiceOffice: Service {
    private let clerk: InvoiceClerk
    private let service: any PaymentService
    private let couriers: [Courier]
    private let renewals: Renewals
    private let logger: Logger

    /// How long the clerk rests when there is nothing to do.
    private static let pause = Duration.milliseconds(100)

    /// Merchants whose documents were exchanged, until the office has looked through them.
    package final class Renewals: Sendable {
        private let merchants = Mutex<Set<MerchantID>>([])

        package init() {}

        package func add(_ merchant: MerchantID) { merchants.withLock { _ = $0.insert(merchant) } }
        func take() -> MerchantID? { merchants.withLock { $0.popFirst() } }
    }

    /// Without a mail server none is sent.
    package init(
        service: any PaymentService, clerk: InvoiceClerk, folder: InvoiceFolder, mail: SMTPServer?,
        renewals: Renewals = Renewals(), time: @escaping @Sendable () -> Instant, logger: Logger
    ) {
        self.service = service
        self.clerk = clerk
        self.renewals = renewals
        self.logger = logger
        let directory = Courier(
            channel: .directory, service: service, logger: logger, width: 1, wait: DispatchWaits.directory
        ) { invoice, _ in
            do throws(InvoiceFolder.Trouble) {
                return .arrived(try folder.put(invoice))
            } catch {
                return .failed(error.description)
            }
        }
        guard let mail else {
            couriers = [directory]
            return
        }
        let sender = SMTPSender(mail)
        couriers = [
            directory,
            Courier(channel: .email, service: service, logger: logger, width: 8, wait: DispatchWaits.email) {
                guard let message = MailMessage($0, $1, from: mail.sender) else {
                    return .refused("there is no address")
                }
                return await sender.send(message, at: time())
            },
        ]
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for courier in couriers { group.addTask { await courier.run() } }
                await runClerk()
            }
        }
    }

    private func runClerk() async {
        while !Task.isCancelled {
            do throws(Unavailable) {
                if try await clerk.work() { continue }
                while let merchant = renewals.take() {
                    do throws(Unavailable) { try await DispatchBook(of: merchant).findAgain(in: service) } catch {
                        renewals.add(merchant)
                        throw error
                    }
                }
            } catch {
                logger.warning("invoices wait for the store", metadata: ["reason": "\(error)"])
            }
            try? await Task.sleep(for: Self.pause)
        }
    }
}

/// How long an invoice that did not arrive waits, by the merchant's clock.
enum DispatchWaits {
    /// Doubled each time, up to five minutes, for as long as it takes.
    static let directory: @Sendable (Int64) -> Interval? = { failures in
        .seconds(min(300, 1 << min(failures - 1, 20)))
    }

    /// As mail servers do: soon, then ever more rarely, and given up after four days. Source: RFC 5321 §4.5.4.1, "the
    /// give-up time generally needs to be at least 4-5 days".
    static let email: @Sendable (Int64) -> Interval? = { failures in
        let waits: [Interval] = [.seconds(10), .minutes(1), .minutes(5), .minutes(15), .hours(1), .hours(4)]
        if failures <= waits.count { return waits[Int(failures) - 1] }
        // Every twelve hours from then on.
        return failures <= waits.count + 8 ? .hours(12) : nil
    }
}
