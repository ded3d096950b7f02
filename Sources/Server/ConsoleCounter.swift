import Console
import Crypto
import DialectKit
import Engine
import PaymentCore
import Sandbox

/// Puts the console together.
struct ConsoleCounter {
    let options: ServerOptions
    let reader: any StoreReader
    let key: SymmetricKey
    let wires: Wires
    let merchants: MerchantDirectory
    /// The demo merchant's published credentials are good.
    let isDemo: Bool
    let feed: ChangeFeed
    /// For looks at everything that a merchant has: nobody else waits behind them.
    private let books: any StoreReader

    init(
        options: ServerOptions, reader: any StoreReader, key: SymmetricKey, wires: Wires, merchants: MerchantDirectory,
        isDemo: Bool, feed: ChangeFeed
    ) throws(StoreError) {
        self.options = options
        self.reader = reader
        self.key = key
        self.wires = wires
        self.merchants = merchants
        self.isDemo = isDemo
        self.feed = feed
        books = try DataDirectory.reader(options)
    }

    func console(
        _ service: any PaymentService, _ deliveries: any DeliveryLog, _ sandbox: SandboxControls?
    ) -> Console {
        var parts = Console.Parts(
            service: service, finder: reader, books: books, deadlines: reader, dialects: wires.directory,
            deliveries: deliveries, subscriptions: wires.subscriptions, credentials: merchants,
            identifiers: wires.identifiers, feed: feed, roll: roll, key: key)
        parts.sandbox = sandbox
        parts.faults = wires.faults
        parts.exchanges = wires.exchanges
        parts.published = isDemo ? DemoMerchant.published : []
        parts.publicOrigin = options.publicOrigin
        return Console(parts)
    }

    private var roll: MerchantRoll {
        let (merchants, identifiers, isDemo) = (merchants, wires.identifiers, isDemo)
        return MerchantRoll(
            all: { () throws(Unavailable) in
                let admitted: [RegisteredMerchant]
                do { admitted = try merchants.all() } catch { throw .storeDown }
                let entries = admitted.map { MerchantRoll.Entry(id: $0.id, name: $0.name) }
                return isDemo ? [MerchantRoll.Entry(id: DemoMerchant.id, name: DemoMerchant.name)] + entries : entries
            },
            admit: { name in
                let merchant = NewMerchant(id: identifiers.next(), name: name)
                return (merchant, merchants.admissions(of: merchant))
            })
    }
}
