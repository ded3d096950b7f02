import DialectKit
import Engine
import HoldfastAPI
import PaymentCore
import SQLiteStore
import Sandbox

/// `holdfast payer`: finds the payments that tell of somebody, and takes the payer out of them. Works beside a running server.
package struct PayerOffice {
    private let options: ServerOptions
    private let data: DataDirectory
    private let merchants: MerchantDirectory
    private let wires: Wires

    /// Payments looked at together.
    private static let stretch = 500
    /// How often an erasure begins anew because somebody changed the payment meanwhile.
    private static let tries = 5

    package struct Found: Sendable {
        /// As `erase` reads it.
        package let name: String
        package let wire: String
        package let status: String
    }

    package init(_ options: ServerOptions) throws {
        self.options = options
        data = try DataDirectory(options, besideServer: true)
        merchants = MerchantDirectory(
            key: data.keys.key(for: "credentials"), reader: data.reader, time: SystemTime(), published: [])
        wires = Wires(options, data.keys, merchants, SystemTime(), reader: data.reader)
    }

    /// Every payment that keeps `text` anywhere: with itself, with an operation, or beside it. Looks at all of them.
    package func find(_ text: String, _ found: (Found) -> Void) throws {
        let wanted = Array(text.utf8)
        for merchant in Set(try merchants.all().map(\.id) + [DemoMerchant.id]).sorted() {
            var from: PaymentID?
            repeat {
                let page = Page(from: from, limit: Self.stretch + 1, order: .oldestFirst)
                let payments = try data.reader.payments(ofMerchant: merchant, page: page)
                for payment in payments.prefix(Self.stretch) where try tells(payment, of: wanted) {
                    let portrait = wires.directory.dialect(of: payment)?.portrait(of: payment)
                    found(
                        Found(
                            name: PaymentName.spell(payment.id), wire: payment.birth.wire.text,
                            status: portrait?.status ?? payment.phase.word))
                }
                from = payments.count > Self.stretch ? payments.last?.id : nil
            } while from != nil
        }
    }

    private func tells(_ payment: Payment, of wanted: [UInt8]) throws -> Bool {
        for event in try data.reader.events(of: payment.id) where event.details.bytes.holds(wanted) { return true }
        for write in wires.directory.dialect(of: payment)?.withoutPayer(payment)?.documents ?? [] {
            if try data.reader.document(write.key)?.bytes.holds(wanted) == true { return true }
        }
        return false
    }

    /// How many events of the payment had something to tell. Snapshots of its merchant are forgotten: they are copies.
    package func erase(_ name: String) throws -> Int {
        guard let id = wires.directory.paymentID(spelled: name) else {
            throw ServerTrouble(description: "\(name) names no payment: `holdfast payer find` lists them as pmt_…")
        }
        for _ in 0..<Self.tries {
            guard let payment = try data.reader.payment(id) else {
                throw ServerTrouble(description: "there is no payment \(name)")
            }
            for snapshot in try data.reader.snapshots(of: payment.birth.merchant) {
                _ = try written(.data(payment.birth.merchant, .forget(snapshot.id)))
            }
            let events = try data.reader.events(of: id)
            guard case .reply(let reply) = try written(.erasure(try erasure(of: payment, events))) else { continue }
            switch reply {
            case .decided(.accepted, _): return events.count { !$0.details.bytes.isEmpty }
            case .decided(.refused(.amendedMeanwhile), _): continue
            case .broken(let broken):
                throw ServerTrouble(description: "\(name) is set aside (\(broken.name)): report it, and erase it then")
            case .decided(.refused(let refusal), _):
                throw ServerTrouble(description: "\(name) cannot be changed: \(refusal)")
            case .unavailable, .answer: throw ServerTrouble(description: "\(name) could not be changed")
            }
        }
        throw ServerTrouble(description: "\(name) is changed all the time: try again")
    }

    /// Until no server that runs beside this tells from memory what is erased.
    package func settle() async throws {
        guard case .sqlite = options.store else { return }
        try await Task.sleep(for: CommittedPayments.moment)
    }

    /// Takes what is left of erased data out of unused parts of the files. Nil: the store has means of its own for that.
    package func compact() throws -> Bool {
        switch options.store {
        case .sqlite:
            try SQLiteCompaction.run(directory: options.dataDirectory)
            return true
        case .postgres: return false
        }
    }

    private func erasure(of payment: Payment, _ events: [Event]) throws -> PayerErasure {
        guard let dialect = wires.directory.dialect(of: payment), let left = dialect.withoutPayer(payment) else {
            throw ServerTrouble(description: "\(PaymentName.spell(payment.id)) cannot be read")
        }
        // By what it is found afterwards: as if nothing else had ever been kept with it.
        var names: [SearchName] = []
        var replayed: Payment?
        for event in events {
            let bare = Event(
                payment: event.payment, sequence: event.sequence, at: event.at, fact: event.fact,
                details: event.carriesPayment ? left.details : .none)
            if replayed == nil { replayed = Payment(from: bare) } else { replayed?.apply(bare) }
            guard let after = replayed else { continue }
            names += dialect.names(for: bare, of: after).compactMap { SearchName($0) }.filter { !names.contains($0) }
        }
        return PayerErasure(
            payment: payment.id, merchant: payment.birth.merchant, details: left.details,
            over: payment.state.detailsSequence, documents: left.documents, names: names)
    }

    private func written(_ work: Work) throws -> WorkReply {
        let outbox = DialectOutbox(wires.directory, announcers: wires.announcers)
        let clocks = try Clocks(data.reader, time: SystemTime())
        let result = try BatchWriter(outbox: outbox).write(
            [work], to: data.store, at: SystemTime().now(), clocks: clocks.table)
        switch result {
        case .written(let replies, _): return replies[0]
        case .notWritten(let error): throw error
        case .stale: throw ServerTrouble(description: "somebody else changed the merchant meanwhile: try again")
        }
    }
}

extension Event {
    fileprivate var carriesPayment: Bool {
        if case .created = fact { return true }
        return fact == .amended
    }
}

extension DocumentWrite {
    fileprivate var key: DocumentKey {
        switch self {
        case .put(let document): document.key
        case .remove(let key): key
        }
    }
}

extension [UInt8] {
    fileprivate func holds(_ wanted: [UInt8]) -> Bool {
        guard let first = wanted.first, wanted.count <= count else { return false }
        return (0...(count - wanted.count)).contains { self[$0] == first && self[$0...].starts(with: wanted) }
    }
}
