/// One family of figures: its name, what it means, and what it is.
package struct Figure: Hashable, Sendable {
    /// As Prometheus has it: the unit last, and `_total` after that of a counter.
    package let name: String
    package let help: String
    package let kind: Kind

    package enum Kind: Hashable, Sendable {
        case counter
        case gauge
        /// Upper bounds of the buckets, ascending; the last one, without bound, is added.
        case histogram([Double])
    }

    package init(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        self.kind = kind
        self.help = help
    }

    /// From 100 µs to 10 s, three to a decade. Unit: seconds.
    package static let seconds: Kind = .histogram([
        0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ])
    /// Powers of two, up to what a batch can hold.
    package static let sizes: Kind = .histogram([1, 2, 4, 8, 16, 32, 64, 128, 256])
}
