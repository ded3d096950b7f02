/// How long and how often everything is measured.
package struct Plan: Sendable {
    /// That count; one more warms up.
    package var rounds = 5
    /// Of each run of a server.
    package var seconds = 1.5
    /// That the large data has.
    package var payments = 1_000_000
    /// That the small data has: a thousand to capture from with all connections, and a hundred for each of four others.
    let fewPayments = 1_400
    /// Of 256 captures each, that the store writes in a round; of 64 twice, of one four times as many.
    var storeBatches = 60
    var layerRounds = 3
    let connections = 64

    package init() {}

    /// In a minute or two: to see that all is well, not to be quoted.
    package static var quick: Plan {
        var plan = Plan()
        plan.rounds = 2
        plan.seconds = 0.6
        plan.payments = 50_000
        plan.storeBatches = 20
        plan.layerRounds = 1
        return plan
    }
}
