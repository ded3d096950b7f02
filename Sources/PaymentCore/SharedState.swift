extension Payment {
    /// A state that whoever was handed it shares with others: it is large, and handed on many times between store and answer.
    ///
    /// `@unchecked Sendable`: changed only by a payment that holds the one reference to it.
    package final class SharedState: Hashable, @unchecked Sendable {
        package internal(set) var state: State

        package init(_ state: State) { self.state = state }

        package static func == (one: SharedState, other: SharedState) -> Bool {
            one === other || one.state == other.state
        }

        package func hash(into hasher: inout Hasher) { state.hash(into: &hasher) }
    }
}
