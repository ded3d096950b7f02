package import Crypto
package import DialectKit
package import Engine
import HTTPTypes
package import Hummingbird
package import PaymentCore
package import Sandbox

/// The web console under `/console`, and the page for newcomers at `/`.
///
/// It acts through the same service as every wire and reads what they read; of a wire it knows what `Portrayer` tells.
package struct Console: Sendable {
    let parts: Parts
    let sessions: Sessions
    let guests: SignInLimit
    let journeys = JourneyBook()

    package init(_ parts: Parts) {
        self.parts = parts
        sessions = Sessions(key: parts.key, service: parts.service, now: parts.identifiers.now)
        guests = SignInLimit()
    }

    /// What the console stands on.
    package struct Parts: Sendable {
        package let service: any PaymentService
        package let finder: any PaymentFinder
        /// For looks that take their time, so that nobody waits behind them.
        package let books: any PaymentReader & PaymentFinder
        package let deadlines: any PaymentReader
        package let dialects: DialectDirectory
        package let deliveries: any DeliveryLog
        package let subscriptions: any SubscriptionDirectory
        package let credentials: any CredentialDirectory
        package let identifiers: IdentifierSource
        package let feed: ChangeFeed
        package let roll: MerchantRoll
        /// Signs sessions and forms.
        package let key: SymmetricKey
        /// Nil outside the sandbox.
        package var sandbox: SandboxControls?
        package var faults: FaultBook?
        /// Nil when exchanges are not kept.
        package var exchanges: ExchangeLog?
        /// The demo merchant's, where they are good.
        package var published: [Credential] = []
        /// What links begin with, when it is not the address the client called.
        package var publicOrigin: String?

        package init(
            service: any PaymentService, finder: any PaymentFinder, books: any PaymentReader & PaymentFinder,
            deadlines: any PaymentReader, dialects: DialectDirectory, deliveries: any DeliveryLog,
            subscriptions: any SubscriptionDirectory, credentials: any CredentialDirectory,
            identifiers: IdentifierSource, feed: ChangeFeed, roll: MerchantRoll, key: SymmetricKey
        ) {
            self.service = service
            self.finder = finder
            self.books = books
            self.deadlines = deadlines
            self.dialects = dialects
            self.deliveries = deliveries
            self.subscriptions = subscriptions
            self.credentials = credentials
            self.identifiers = identifiers
            self.feed = feed
            self.roll = roll
            self.key = key
        }
    }

    /// A console behind TLS keeps its cookies there.
    var isSecure: Bool { parts.publicOrigin?.lowercased().hasPrefix("https:") ?? false }

    package func mount(on router: Router<DialectContext>) {
        Asset.mount(on: router)
        StartPage(console: self).mount(on: router)
        SignInRoutes(console: self).mount(on: router)
        PaymentsPage(console: self).mount(on: router)
        PaymentPage(console: self).mount(on: router)
        ActionPage(console: self).mount(on: router)
        WebhooksPage(console: self).mount(on: router)
        BooksPage(console: self).mount(on: router)
        MerchantsPage(console: self).mount(on: router)
        LiveRoutes(console: self).mount(on: router)
        if let sandbox = parts.sandbox {
            PayerPage(console: self).mount(on: router)
            ClockPage(console: self, time: sandbox.time).mount(on: router)
        }
        if let faults = parts.faults { FaultsPage(console: self, faults: faults).mount(on: router) }
        for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] {
            router.on("/console/**", method: method) { request, context in
                await self.answer(request, context) { _ throws(Trouble) in throw .notFound }
            }
        }
    }
}

/// Every merchant there is, and making new ones; answered by whoever keeps credentials.
package struct MerchantRoll: Sendable {
    package struct Entry: Hashable, Sendable {
        package let id: MerchantID
        package let name: String

        package init(id: MerchantID, name: String) {
            self.id = id
            self.name = name
        }
    }

    /// Oldest first.
    package let all: @Sendable () throws(Unavailable) -> [Entry]
    /// A merchant of that name with fresh credentials, and what to write so that they are good.
    package let admit: @Sendable (String) -> (NewMerchant, [DocumentWrite])

    package init(
        all: @escaping @Sendable () throws(Unavailable) -> [Entry],
        admit: @escaping @Sendable (String) -> (NewMerchant, [DocumentWrite])
    ) {
        self.all = all
        self.admit = admit
    }
}
