extension Payment {
    /// A state that whoever was handed it shares with others: some 700 bytes, which a capture would copy a dozen times between
    /// the store and the answer.
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
