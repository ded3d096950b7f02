/// Reads payments over our own API, in turn.
final class Reads: Workload {
    private let payments: [String]
    private var places: [Int]
    private var number = 0

    init(of payments: [String], connections: Int) {
        self.payments = payments
        places = [Int](repeating: 0, count: connections)
    }

    func write(_ request: inout [UInt8], of connection: Int) {
        number += 1
        places[connection] = number % payments.count
        request.append("GET", "\(OwnShop.path)/\(payments[places[connection]])", Key.own, "")
    }

    func check(_ answer: Answer, to connection: Int) throws -> Step {
        guard answer.status == 200, answer.name("pmt_") == payments[places[connection]] else {
            throw Trouble("read: \(answer.status) \(answer.text)")
        }
        return .read
    }
}
