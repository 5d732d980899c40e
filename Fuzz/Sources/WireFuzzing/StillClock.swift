package import BroadcastModel

/// A clock that stands, so that a run can be repeated.
package struct StillClock: ClockPort {
    package init() {}
    package var boot: String { "one" }
    package func wallTime() -> WallTime { WallTime(milliseconds: 1_000_000_000_000) }
    package func monotonicTime() -> MonotonicTime { MonotonicTime(nanoseconds: 1_000_000_000_000) }
    package func sleep(until deadline: MonotonicTime) async throws {}
}
