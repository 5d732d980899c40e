import BroadcastModel

/// One person's time line laid on ours: when what has a time stamp is due.
///
/// Pictures and sound share it, so that they stay together whichever of them comes later. It waits for the burst of old pictures
/// that a decoder begins with to be over, then plays as early as the latest of recent arrivals allows. All numbers are nanoseconds.
struct PlayoutClock: Equatable, Sendable {
    /// What to do with what came.
    enum Verdict: Equatable, Sendable {
        case keep
        /// So late that waiting for it would delay everything.
        case drop
        /// The sender's clock is another one: what came before is of no use.
        case restart
    }

    /// Between the latest of recent arrivals and the moment it is due.
    static let margin: Int64 = 20_000_000
    /// The most that arrivals may be apart in delay and still be waited for.
    static let ceiling: Int64 = 400_000_000
    /// The burst is over when delays have not fallen for this long.
    private static let settling: Duration = .milliseconds(150)
    /// A fall smaller than this is none.
    private static let ripple: Int64 = 30_000_000
    /// Delay that is not needed for one to two of these is given up again.
    private static let window: Duration = .seconds(3)
    /// The first two are shorter: a decoder that has only begun is slower than it will be.
    private static let firstWindow: Duration = .seconds(1)
    /// Less than this is not worth a break in the sound.
    private static let slack: Int64 = 40_000_000
    /// Arrivals far off for this long are another clock.
    private static let patience: Duration = .milliseconds(400)

    /// Added to a time stamp it makes the moment when it is due; nil while the burst lasts.
    private(set) var offset: Int64?
    private var lowest: Int64 = 0
    private var highest: Int64 = 0
    /// When the burst is over unless delays fall below ``anchor`` before.
    private var settlesAt: MonotonicTime?
    private var anchor: Int64 = 0
    private var previousHighest: Int64?
    private var previousLowest: Int64?
    private var windowEnd = MonotonicTime(nanoseconds: 0)
    private var farOffSince: MonotonicTime?

    /// What has time stamp `time` came at `now`.
    mutating func note(_ time: Int64, at now: MonotonicTime) -> Verdict {
        let transit = Int64(now.nanoseconds) - time
        guard let offset else { return settle(transit, now) }
        let least = min(lowest, previousLowest ?? lowest)
        let isLate = transit > max(offset, least + Self.ceiling)
        let isEarly = transit < offset - Self.margin - Self.ceiling
        guard !isLate, !isEarly else {
            let since = farOffSince ?? now
            farOffSince = since
            guard now - since >= Self.patience else { return isLate ? .drop : .keep }
            self = PlayoutClock()
            _ = settle(transit, now)
            return .restart
        }
        farOffSince = nil
        lowest = min(lowest, transit)
        highest = max(highest, transit)
        if transit > offset { self.offset = transit + Self.margin }
        if now >= windowEnd { turnWindow(transit, now) }
        return .keep
    }

    private mutating func settle(_ transit: Int64, _ now: MonotonicTime) -> Verdict {
        guard let settlesAt, transit >= anchor - Self.ripple, transit <= anchor + Self.ceiling else {
            (anchor, lowest, highest) = (transit, transit, transit)
            settlesAt = now + Self.settling
            return .keep
        }
        lowest = min(lowest, transit)
        highest = max(highest, transit)
        guard now >= settlesAt else { return .keep }
        offset = highest + Self.margin
        (lowest, highest) = (transit, transit)
        windowEnd = now + Self.firstWindow
        return .keep
    }

    private mutating func turnWindow(_ transit: Int64, _ now: MonotonicTime) {
        let isFirst = previousHighest == nil
        let needed = max(highest, previousHighest ?? highest) + Self.margin
        if let offset, offset - needed > Self.slack { self.offset = needed }
        (previousHighest, previousLowest) = (highest, lowest)
        (highest, lowest) = (transit, transit)
        windowEnd = now + (isFirst ? Self.firstWindow : Self.window)
    }
}
