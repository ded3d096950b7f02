import DialectKit
import PaymentCore
import Sandbox

/// Reads what is to go wrong:
/// `{"dialect": "mollie", "operation": "capture", "effect": "loseAnswer", "nth": 1, "times": 1}`.
enum FaultWish {
    private static let members = ["dialect", "operation", "target", "effect", "nth", "times", "chance", "seed"]

    static func read(_ request: ReceivedRequest, wires: [WireName]) throws(Problem) -> FaultRule.Wish {
        guard let body = (try? JSON.parse(request.body))?.object else {
            throw .malformed("Send a JSON object: {\"effect\": \"loseAnswer\"}")
        }
        for name in body.names where !members.contains(name) {
            throw .malformed("There is no member \"\(name)\"", field: name)
        }
        let target: FaultEffect.Target? = try word("target", in: body, of: FaultEffect.Target.allCases)
        guard let text = body["effect"]?.string, let effect = FaultEffect(spelled: text, on: target) else {
            throw .malformed(FaultEffect.rule, field: "effect")
        }
        var wish = FaultRule.Wish(effect)
        if let dialect = body["dialect"], !dialect.isNull {
            wish.wire = wires.first { $0.text == dialect.string }
            if wish.wire == nil {
                throw .malformed("The dialect is one of \(list(wires.map(\.text)))", field: "dialect")
            }
        }
        wish.operation = try word("operation", in: body, of: FaultOperation.allCases)
        wish.nth = Int(try number("nth", in: body, 1...1_000_000) ?? 1)
        wish.times = Int(try number("times", in: body, 1...1_000_000) ?? 1)
        wish.chance = try number("chance", in: body, 1...100).map(Int.init)
        if let seed = try number("seed", in: body, 0...Int64(UInt32.max)) {
            guard wish.chance != nil else {
                throw .malformed("A seed goes with a chance: {\"chance\": 20, \"seed\": 7}", field: "seed")
            }
            wish.seed = UInt32(seed)
        }
        return wish
    }

    private static func word<Word: RawRepresentable<String>>(
        _ name: String, in body: JSONObject, of words: [Word]
    ) throws(Problem) -> Word? {
        guard let value = body[name], !value.isNull else { return nil }
        guard let word = value.string.flatMap(Word.init(rawValue:)) else {
            throw .malformed("The \(name) is one of \(list(words.map(\.rawValue)))", field: name)
        }
        return word
    }

    private static func number(
        _ name: String, in body: JSONObject, _ range: ClosedRange<Int64>
    ) throws(Problem) -> Int64? {
        guard let value = body[name], !value.isNull else { return nil }
        guard let number = value.wholeNumber, range.contains(number) else {
            throw .malformed(
                "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound)", field: name)
        }
        return number
    }

    private static func list(_ words: [String]) -> String { words.joined(separator: ", ") }
}
