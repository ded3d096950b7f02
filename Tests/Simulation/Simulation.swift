import TestWorld

/// Runs seeds, and says of each that fails how to see it again.
package struct Simulation {
    package enum World: String, CaseIterable, Sendable {
        case server
        case batches
    }

    package struct Violation: Sendable, CustomStringConvertible {
        package let world: World
        package let seed: UInt64
        /// The fewest steps found that show it.
        package let steps: Int
        package let what: String

        package var description: String {
            "\(what)\n  again: make simulate WORLD=\(world.rawValue) SEED=\(seed) STEPS=\(steps)"
        }
    }

    package struct Tally: Sendable {
        package var seeds = 0
        package var commands = 0
        package var violations = 0
        package var troubles: [String: Int] = [:]

        /// `seeds N, commands N, violations N`.
        package var line: String { "seeds \(seeds), commands \(commands), violations \(violations)" }
    }

    package private(set) var tally = Tally()
    private let world: World
    private let steps: Int
    private let shortens: Bool

    /// `shortens`: whether to look for the shortest history of a violation.
    package init(_ world: World, steps: Int, shortens: Bool = true) {
        self.world = world
        self.steps = steps
        self.shortens = shortens
    }

    /// One seed. The violation, with the shortest history that shows it, or nil.
    package mutating func run(_ seed: UInt64) -> Violation? {
        let report = report(seed, steps: steps)
        tally.seeds += 1
        tally.commands += report.commands
        tally.troubles.merge(report.troubles, uniquingKeysWith: +)
        guard let what = report.violation else { return nil }
        tally.violations += 1
        guard shortens else { return Violation(world: world, seed: seed, steps: report.steps, what: what) }
        let (shortest, violation) = shortest(seed, failingAfter: report.steps, what)
        return Violation(world: world, seed: seed, steps: shortest, what: violation)
    }

    /// One history as it happens, line by line.
    package func tell(_ seed: UInt64, to listener: @escaping (String) -> Void) {
        if world == .server { _ = ServerWorld.run(seed, steps: steps, telling: listener) }
    }

    /// The digest of every choice that a seed makes: the same each time, or a failure could not be seen again.
    package func trace(_ seed: UInt64) -> UInt64 { report(seed, steps: steps).trace }

    /// Halves the history as long as it still fails, and not always in the same way.
    private func shortest(_ seed: UInt64, failingAfter steps: Int, _ what: String) -> (Int, String) {
        var (low, high) = (0, steps)
        var what = what
        while low < high {
            let middle = (low + high) / 2
            if let shorter = report(seed, steps: middle).violation {
                high = middle
                what = shorter
            } else {
                low = middle + 1
            }
        }
        return (high, what)
    }

    private func report(_ seed: UInt64, steps: Int) -> ServerWorld.Report {
        switch world {
        case .server: return ServerWorld.run(seed, steps: steps)
        case .batches:
            let wrong: String?
            var commands = 0
            do {
                var batches = try BatchWorld(seed: Seed(seed))
                defer { commands = batches.commands }
                wrong = try batches.run(steps: steps)
            } catch {
                wrong = "\(error)"
            }
            return ServerWorld.Report(
                seed: seed, steps: steps, commands: commands, violation: wrong, trace: 0, troubles: [:])
        }
    }
}
