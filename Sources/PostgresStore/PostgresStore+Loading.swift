import Engine
import PaymentCore

/// What a batch sees: all of it in one round trip.
extension PostgresStore {
    struct Loaded {
        var set = WorkingSet()
        /// Documents that were asked for and are not there: whoever puts one must be the first.
        var absent: Set<DocumentKey> = []
    }

    func load(_ keys: WorkingSet.Keys, over connection: Connection) throws -> Loaded {
        var questions = Questions()
        questions.ask(SQL.begin)
        questions.ask(SQL.shareMerchants, of: Self.locks(of: keys.merchants.subtracting(keys.holdings)))
        questions.ask(SQL.lockMerchants, of: Self.locks(of: keys.holdings))
        let ids = keys.payments.sorted().map(\.bytes)
        questions.ask(SQL.lockPayments, of: ids)
        questions.ask(SQL.payments, of: ids) { answer, loaded in
            for row in answer.rows {
                let id: PaymentID = try Rows.identifier(row.blob(12))
                do throws(CorruptRecord) {
                    loaded.set.payments[id] = try Rows.payment(row)
                } catch {
                    loaded.set.unreadable[id] = error.what
                }
            }
        }
        questions.ask(SQL.claims, of: keys.claims.map(\.bytes)) { answer, loaded in
            for row in answer.rows { loaded.set.claims[ClaimDigest(row.blob(8))] = try Rows.claim(row) }
        }
        if !keys.deadlines.isEmpty {
            questions.ask(SQL.deadlines, Parameters(Array(keys.deadlines))) { answer, loaded in
                for row in answer.rows { loaded.set.deadlines.insert(try Rows.deadline(row)) }
            }
        }
        if !keys.documents.isEmpty {
            questions.ask(SQL.lockDocuments, Parameters(Array(keys.documents))) { answer, loaded in
                for document in try answer.rows.map({ try Rows.document($0) }) {
                    loaded.set.documents[document.key] = document
                }
                loaded.absent = keys.documents.subtracting(loaded.set.documents.keys)
            }
        }
        let glances = keys.glances.subtracting(keys.documents)
        if !glances.isEmpty {
            questions.ask(SQL.documents, Parameters(Array(glances))) { answer, loaded in
                for document in try answer.rows.map({ try Rows.document($0) }) {
                    loaded.set.documents[document.key] = document
                }
            }
        }
        for merchant in keys.holdings {
            questions.ask(SQL.paymentCount, Parameters(.blob(merchant.bytes))) { answer, loaded in
                loaded.set.holdings[merchant, default: Holdings()].payments = Int(answer.first?.integer(0) ?? 0)
            }
            questions.ask(SQL.snapshots, Parameters(.blob(merchant.bytes))) { answer, loaded in
                loaded.set.holdings[merchant, default: Holdings()].snapshots = try answer.rows.map(Rows.snapshot)
            }
        }
        if let last {
            questions.loaded.set.lastBatch = last
        } else {
            questions.loaded.set.lastBatch = .first(of: writer)
            questions.ask(SQL.lastBatch, Parameters(.blob(writer.bytes))) { answer, loaded in
                guard let row = answer.first else { return }
                loaded.set.lastBatch = BatchSeal(number: row.integer(0), digest: row.blob(1))
            }
        }
        return try questions.answered(over: connection)
    }

    /// The name of a merchant's lock. That two share one costs them a wait, and nothing else.
    private static func locks(of merchants: Set<MerchantID>) -> [Int64] {
        Set(merchants.map { Int64(bitPattern: ($0.high &* 0x9E37_79B9_7F4A_7C15) ^ $0.low) }).sorted()
    }
}

/// What is asked together, and what is made of each answer.
private struct Questions {
    typealias Taker = (Answer, inout PostgresStore.Loaded) throws -> Void
    var loaded = PostgresStore.Loaded()
    private var calls: [Call] = []
    private var takers: [Taker] = []

    mutating func ask(
        _ sql: String, _ parameters: Parameters = Parameters(), _ take: @escaping Taker = { _, _ in }
    ) {
        calls.append(Call(sql, parameters))
        takers.append(take)
    }

    /// Asks for a column of keys; not at all for none.
    mutating func ask(_ sql: String, of keys: [[UInt8]], _ take: @escaping Taker = { _, _ in }) {
        if !keys.isEmpty { ask(sql, Parameters(.blobs(keys)), take) }
    }

    mutating func ask(_ sql: String, of keys: [Int64]) {
        if !keys.isEmpty { ask(sql, Parameters(.integers(keys))) }
    }

    consuming func answered(over connection: Connection) throws -> PostgresStore.Loaded {
        for (answer, take) in zip(try connection.exchange(calls), takers) { try take(answer, &loaded) }
        return loaded
    }
}

extension Parameters {
    /// The four columns that name deadlines.
    init(_ deadlines: [Deadline]) {
        self.init(
            .blobs(deadlines.map(\.payment.bytes)), .integers(deadlines.map(\.due.milliseconds)),
            .integers(deadlines.map { Int64($0.kind.rawValue) }), .blobs(deadlines.map(\.operation.bytes)))
    }

    /// The four columns that name documents.
    init(_ keys: [DocumentKey]) {
        self.init(
            .blobs(keys.map(\.collection.merchant.bytes)), .texts(keys.map(\.collection.wire.text)),
            .texts(keys.map(\.collection.kind)), .blobs(keys.map(\.id)))
    }

    /// The three columns that name deliveries.
    init(_ places: [DeliveryPlace]) {
        self.init(
            .blobs(places.map(\.payment.bytes)), .integers(places.map { Int64($0.sequence) }),
            .texts(places.map(\.endpoint)))
    }
}
