import Ledger
import PaymentCore
import TestWorld
import Testing

/// One row of the refusal table: what had happened, what is asked, and the no that answers it.
struct RefusalCase: Sendable, CustomTestStringConvertible {
    let name: String
    let expected: Refusal
    let command: Command
    let given: @Sendable () throws -> Story

    init(_ name: String, _ command: Command, _ expected: Refusal, given: @escaping @Sendable () throws -> Story) {
        self.name = name
        self.command = command
        self.expected = expected
        self.given = given
    }

    var testDescription: String { name }
}

/// What a row begins with.
extension RefusalCase {
    func check() throws {
        let story = try given()
        let written = story.events.count
        #expect(try story.trying(command) == expected)
        #expect(story.events.count == written)
    }

    static let unknownOperation = OperationID(high: 0, low: 0)
    static let knownOperation = OperationID(high: 7, low: 7)
    static let full = Refusal.tooManyPending(limit: Payment.pendingLimit)

    /// NOK 500.00 on hold, and then `commands`.
    static func hold(_ commands: Command..., terms: (inout Terms) -> Void = { _ in }) throws -> Story {
        let story = try Story(authorized: .nok(500_00), Terms(terms))
        for command in commands { try story.tell(command) }
        return story
    }

    /// A hundred operations are pending, each a capture of one øre.
    static func fullHold(_ terms: (inout Terms) -> Void = { _ in }) throws -> Story {
        let story = try hold {
            $0.captureTakes = .days(1)
            terms(&$0)
        }
        for _ in 1...Payment.pendingLimit { try story.capture(.nok(1)) }
        return story
    }

    /// The hold is three days past the end of its capture window, and nothing was released.
    static func late(_ commands: Command..., terms: (inout Terms) -> Void = { _ in }) throws -> Story {
        let story = try hold {
            $0.captureWindow = .days(7)
            $0.deadline = .refuses
            terms(&$0)
        }
        for command in commands { try story.tell(command) }
        story.wait(.days(10))
        return story
    }

    /// The issuer failed the capture that the terms wanted at once.
    static func failedAutomatic(_ terms: (inout Terms) -> Void = { _ in }) throws -> Story {
        let terms = Terms {
            $0.capture = .automatic(after: .zero)
            terms(&$0)
        }
        return try Story(authorized: .nok(500_00), terms, script: IssuerScript { $0.failsCapture = .technical })
    }
}
