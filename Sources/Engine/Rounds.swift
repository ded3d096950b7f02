/// When it is time to look for what other nodes have left behind: never, where there are none.
package struct Rounds {
    private let isShared: Bool
    private var next = ContinuousClock.now
    private var began = ContinuousClock.now
    /// Rounds that have ended.
    package private(set) var count = 0

    /// How long it rests between two looks; longer when looking takes long, but not because the database was away meanwhile.
    private static let pause = Duration.milliseconds(250)
    private static let longestPause = Duration.seconds(3)
    private static let share = 20

    package init(_ duties: any Duties) { isShared = duties.isShared }

    /// Whoever asks and hears yes looks, and says when it is over.
    package var isDue: Bool {
        mutating get {
            guard isShared, next < .now else { return false }
            began = .now
            return true
        }
    }

    package mutating func end() {
        count += 1
        next = .now + min(max(Self.pause, (.now - began) * Self.share), Self.longestPause)
    }
}
