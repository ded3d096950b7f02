package import PaymentCore

package enum FaultKind {}
package typealias FaultID = Identifier<FaultKind>

/// What a merchant asked to go wrong, and how often it has.
package struct FaultRule: Hashable, Sendable {
    package let id: FaultID
    package let wish: Wish
    /// Requests or webhooks that it was about.
    package private(set) var matched = 0
    package private(set) var struck = 0
    private var luck: Luck

    package struct Wish: Hashable, Sendable {
        /// Nil: every wire.
        package var wire: WireName?
        /// Nil: every operation.
        package var operation: FaultOperation?
        package let effect: FaultEffect
        /// The first one it strikes, counted among those it is about. 1 and up.
        package var nth = 1
        /// How often it strikes. 1 and up.
        package var times = 1
        /// Percent, 1 to 100: whether it strikes one that it may strike.
        package var chance: Int?
        /// Where the chance begins: the same seed strikes the same ones.
        package var seed: UInt32

        package init(_ effect: FaultEffect, seed: UInt32 = .random(in: 0 ... .max)) {
            self.effect = effect
            self.seed = seed
        }
    }

    package init(_ id: FaultID, _ wish: Wish) {
        self.id = id
        self.wish = wish
        luck = Luck(seed: wish.seed)
    }

    /// How often it will strike yet.
    package var left: Int { wish.times - struck }

    /// Counts a request or webhook that it is about; true when it would strike it.
    mutating func meets(_ target: FaultEffect.Target, _ operation: FaultOperation, on wire: WireName?) -> Bool {
        guard wish.effect.target == target, wish.wire == nil || wish.wire == wire,
            wish.operation == nil || wish.operation == operation
        else { return false }
        matched += 1
        guard matched >= wish.nth, left > 0 else { return false }
        guard let chance = wish.chance else { return true }
        return luck.percent() <= chance
    }

    mutating func strike() { struck += 1 }
}

/// Chance that a seed repeats (SplitMix64, Steele et al. 2014).
struct Luck: Hashable, Sendable {
    private var state: UInt64

    init(seed: UInt32) { state = UInt64(seed) }

    /// 1 to 100.
    mutating func percent() -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % 100) + 1
    }
}

/// A fault that happened.
package struct FaultStrike: Hashable, Sendable {
    package let at: Instant
    /// Nil: the request asked for it itself.
    package let rule: FaultID?
    package let effect: FaultEffect
    package let wire: WireName?
    package let operation: FaultOperation
    package let payment: PaymentID?

    package init(
        at: Instant, rule: FaultID?, effect: FaultEffect, wire: WireName?, operation: FaultOperation,
        payment: PaymentID?
    ) {
        self.at = at
        self.rule = rule
        self.effect = effect
        self.wire = wire
        self.operation = operation
        self.payment = payment
    }
}
