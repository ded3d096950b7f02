/// Payments as shops have them: of a hundred, 60 are captured and 40 released; one capture is asked for twice under the same
/// key; one hold is left to expire.
final class MixedLives: Workload {
    private enum Fate {
        case captured, capturedTwice, released, expires
    }

    private struct Life {
        var step = Step.nothing
        var fate = Fate.captured
        var number = 0
        var payment = ""
        var capture = ""
    }

    private let shop = OwnShop()
    private var lives: [Life]
    private var next = 0
    private let series: String
    private var chance = Chance(seed: 2)

    init(connections: Int, series: String) {
        lives = [Life](repeating: Life(), count: connections)
        self.series = series
    }

    func write(_ request: inout [UInt8], of connection: Int) {
        let step = following(lives[connection])
        if step == .create {
            next += 1
            lives[connection] = Life(fate: fate(), number: next)
        }
        lives[connection].step = step
        let life = lives[connection]
        switch step {
        case .create:
            let window = life.fate == .expires ? #","captureWindow":"PT1S""# : ""
            request.append(
                "POST", OwnShop.path, Key.own, #"{"amount":{"value":10000,"currency":"EUR"}"# + window + "}")
        case .approve: shop.approve(&request, life.payment)
        case .capture, .again:
            let headers = Key.own + "Idempotency-Key: \(series)\(life.number)\r\n"
            request.append("POST", "\(OwnShop.path)/\(life.payment)/captures", headers, "{}")
        case .release: request.append("POST", "\(OwnShop.path)/\(life.payment)/voids", Key.own, "{}")
        case .refund, .read, .nothing: preconditionFailure("no life has such a step")
        }
    }

    private func following(_ life: Life) -> Step {
        switch (life.step, life.fate) {
        case (.create, _): .approve
        case (.approve, .captured), (.approve, .capturedTwice): .capture
        case (.approve, .released): .release
        case (.capture, .capturedTwice): .again
        default: .create
        }
    }

    private func fate() -> Fate {
        switch chance.next() % 100 {
        case 0: .capturedTwice
        case 1..<60: .captured
        case 60..<99: .released
        default: .expires
        }
    }

    func check(_ answer: Answer, to connection: Int) throws -> Step {
        let step = lives[connection].step
        guard answer.status == (step == .approve ? 200 : 201), let name = answer.name(step == .create ? "pmt_" : "op_")
        else {
            // An approval is answered with the payment, which names no operation.
            guard step == .approve, answer.status == 200, answer.contains(#""status":"authorized""#) else {
                throw Trouble("\(step): \(answer.status) \(answer.text)")
            }
            return step
        }
        switch step {
        case .create: lives[connection].payment = name
        case .capture: lives[connection].capture = name
        case .again:
            guard name == lives[connection].capture else { throw Trouble("a repeated capture is another one: \(name)") }
        case .approve, .release, .refund, .read, .nothing: break
        }
        return step
    }
}
