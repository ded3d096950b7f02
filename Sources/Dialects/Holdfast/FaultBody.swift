import DialectKit
import PaymentCore
import Sandbox

/// A fault rule, with how often it struck and what is left.
struct FaultBody {
    let rule: FaultRule

    func write(to json: inout JSONObjectWriter) {
        json.string("id", FaultName.spell(rule.id))
        if let wire = rule.wish.wire { json.string("dialect", wire.text) }
        if let operation = rule.wish.operation { json.string("operation", operation.rawValue) }
        json.string("target", rule.wish.effect.target.rawValue)
        json.string("effect", rule.wish.effect.spelled)
        json.int("nth", rule.wish.nth)
        json.int("times", rule.wish.times)
        if let chance = rule.wish.chance {
            json.int("chance", chance)
            json.int("seed", Int64(rule.wish.seed))
        }
        json.int("matched", rule.matched)
        json.int("struck", rule.struck)
        json.int("left", rule.left)
    }
}

/// A fault that happened.
struct StrikeBody {
    let strike: FaultStrike

    func write(to json: inout JSONObjectWriter) {
        json.string("at", InstantSpelling.zuluMilliseconds(strike.at.milliseconds))
        if let rule = strike.rule { json.string("fault", FaultName.spell(rule)) }
        json.string("effect", strike.effect.spelled)
        if let wire = strike.wire { json.string("dialect", wire.text) }
        json.string("operation", strike.operation.rawValue)
        if let payment = strike.payment { json.string("payment", PaymentName.spell(payment)) }
    }
}

/// How our own API spells a fault rule.
enum FaultName {
    static func spell(_ id: FaultID) -> String { PrefixedName.spell(id, "flt_") }
    static func read(_ text: some StringProtocol) -> FaultID? { PrefixedName.read(text, "flt_") }
}
