package import BroadcastModel

/// Amount a second over a window of two to four seconds, in two halves so that old traffic fades by itself.
package struct RateMeter: Sendable {
    private static let half = Duration.seconds(2)
    private var startedAt: MonotonicTime?
    private var current: UInt64 = 0
    private var previous: UInt64 = 0
    private var hasPrevious = false

    package init() {}

    package mutating func add(_ amount: UInt64, at now: MonotonicTime) {
        roll(to: now)
        current += amount
    }

    package func perSecond(at now: MonotonicTime) -> Double {
        var copy = self
        copy.roll(to: now)
        guard let startedAt = copy.startedAt else { return 0 }
        let span = max(0.25, Double((now - startedAt).milliseconds) / 1000 + (copy.hasPrevious ? 2 : 0))
        return Double(copy.current + copy.previous) / span
    }

    private mutating func roll(to now: MonotonicTime) {
        guard let started = startedAt else {
            startedAt = now
            return
        }
        guard now - started >= Self.half else { return }
        let isNext = now - started < Self.half + Self.half
        previous = isNext ? current : 0
        hasPrevious = true
        current = 0
        startedAt = isNext ? started + Self.half : now
    }
}
