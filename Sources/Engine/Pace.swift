/// How long the writer takes for each item, while it has more than it can take at once.
///
/// Only full batches tell: what an item costs that comes alone says nothing of many that share a batch. One slow batch counts for
/// a quarter, so that a pause of the disk does not look like a disk that is slow.
struct Pace {
    private var each = Duration.zero
    /// The full batch that the writer has in hand, and when it took it.
    private var full: (count: Int, since: Duration)?

    /// The writer takes a batch; whatever it took before is done.
    mutating func begins(_ count: Int, isFull: Bool, at now: Duration) {
        if let full { each += ((now - full.since) / full.count - each) / 4 }
        full = isFull ? (count, now) : nil
    }

    /// Nothing waits: the time until the next batch is not the writer's.
    mutating func rests() { full = nil }

    /// How long it takes for so many.
    func time(for count: Int) -> Duration { each * count }
}
