/// Partial captures, or refunds, of one minor unit each over our own API, on many payments; each with a fresh idempotency
/// key. Afterwards the payments must have moved by exactly what was answered.
final class Adjustments: Workload {
    enum Kind: String {
        case captures, refunds
    }

    /// Which payment is next.
    enum Order {
        case inTurn, atRandom
    }

    static let body = #"{"amount":{"value":1,"currency":"NOK"}}"#
    /// Payments read again after a run, at most.
    private static let verifiedLimit = 1_000

    private let kind: Kind
    private let payments: [String]
    private let order: Order
    /// Counted up over every run of the same server, so that no key comes twice.
    private var number: Int
    private let series: String
    private var chance = Chance(seed: 1)
    private var places: [Int]
    private var moved: [Int: Int] = [:]

    /// `series` tells the keys of these runs from others.
    init(_ kind: Kind, of payments: [String], _ order: Order, connections: Int, series: String) {
        self.kind = kind
        self.payments = payments
        self.order = order
        self.series = series
        number = 0
        places = [Int](repeating: 0, count: connections)
    }

    func write(_ request: inout [UInt8], of connection: Int) {
        number += 1
        let place =
            switch order {
            case .inTurn: number % payments.count
            case .atRandom: Int(truncatingIfNeeded: chance.next() >> 1) % payments.count
            }
        places[connection] = place
        request.append("POST \(OwnShop.path)/")
        request.append(payments[place])
        request.append(kind == .captures ? Self.captureHead : Self.refundHead)
        request.append(series)
        request.append("\(number)")
        request.append("\r\n\r\n")
        request.append(Self.body)
    }

    private static let captureHead = head("captures")
    private static let refundHead = head("refunds")

    private static func head(_ kind: String) -> String {
        "/\(kind) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(Key.own)Content-Length: \(body.utf8.count)\r\nIdempotency-Key: "
    }

    func check(_ answer: Answer, to connection: Int) throws -> Step {
        guard answer.status == 201, answer.contains(#""state":"succeeded","amount":{"value":1,"#) else {
            throw Trouble("\(kind): \(answer.status) \(answer.text)")
        }
        moved[places[connection], default: 0] += 1
        return kind == .captures ? .capture : .refund
    }

    /// What was answered is what happened: no more, no less, on every payment that is looked at.
    func verify(on port: UInt16) throws {
        let connection = try SingleConnection(port: port)
        let member: StaticString = kind == .captures ? #""captured":{"value":"# : #""refunded":{"value":"#
        for (place, count) in moved.prefix(Self.verifiedLimit) {
            var request: [UInt8] = []
            request.append("GET", "\(OwnShop.path)/\(payments[place])", Key.own, "")
            let now = try connection.send(request, expecting: 200) { answer in
                answer.number(after: member)
            }
            guard now == count else {
                throw Trouble(
                    "\(payments[place]): \(count) \(kind) were answered, \(now.map { "\($0)" } ?? "none") are there")
            }
        }
    }
}

extension Answer {
    /// The whole number that follows `prefix`.
    func number(after prefix: StaticString) -> Int? {
        guard let found = name(prefix) else { return nil }
        return Int(found.dropFirst(prefix.utf8CodeUnitCount).prefix { $0.isNumber })
    }
}
