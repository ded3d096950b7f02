/// Whole lives, one after another on each connection: create, approve where the wire asks for it, capture.
final class Lives: Workload {
    private let shop: any Shop
    private var steps: [Step?]
    private var numbers: [Int]
    private var payments: [String]
    private var next: Int
    /// Those that were captured.
    private(set) var ended = 0

    /// Numbers from `first` on must be unused on that server.
    init(_ shop: any Shop, connections: Int, first: Int) {
        self.shop = shop
        steps = [Step?](repeating: nil, count: connections)
        numbers = [Int](repeating: 0, count: connections)
        payments = [String](repeating: "", count: connections)
        next = first
    }

    func write(_ request: inout [UInt8], of connection: Int) {
        switch steps[connection] {
        case .create:
            steps[connection] = shop.approved == nil ? .capture : .approve
        case .approve: steps[connection] = .capture
        default:
            steps[connection] = .create
            numbers[connection] = next
            next += 1
        }
        switch steps[connection] {
        case .approve: shop.approve(&request, payments[connection])
        case .capture: shop.capture(&request, payments[connection], numbers[connection])
        default: shop.create(&request, numbers[connection])
        }
    }

    func check(_ answer: Answer, to connection: Int) throws -> Step {
        switch steps[connection] {
        case .approve:
            guard answer.status == shop.approved else { throw wrong("approve", answer) }
            return .approve
        case .capture:
            guard answer.status == shop.captured, shop.tellsOfCapture(answer) else { throw wrong("capture", answer) }
            ended += 1
            return .capture
        default:
            guard answer.status == shop.created, let payment = shop.payment(answer, numbers[connection]) else {
                throw wrong("create", answer)
            }
            payments[connection] = payment
            return .create
        }
    }

    private func wrong(_ step: String, _ answer: Answer) -> Trouble {
        Trouble("\(shop.name), \(step): \(answer.status) \(answer.text)")
    }
}
