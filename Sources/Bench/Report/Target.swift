/// What the figures should come to.
struct Target {
    let text: String
    let wanted: String
    let reached: Double
    let isMet: Bool

    static func atLeast(_ wanted: Double, _ text: String, _ reached: Double) -> Target {
        Target(text: text, wanted: "≥ \(wanted.short)", reached: reached, isMet: reached >= wanted)
    }

    static func atMost(_ wanted: Double, _ text: String, _ reached: Double) -> Target {
        Target(text: text, wanted: "≤ \(wanted.short)", reached: reached, isMet: reached <= wanted)
    }
}
