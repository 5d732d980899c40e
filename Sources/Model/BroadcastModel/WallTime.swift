/// A moment on the wall clock: whole milliseconds since 1970-01-01T00:00:00Z.
///
/// For plans, logs and screens. Intervals inside a running programme are measured on a monotonic clock instead
/// (``MonotonicTime``), because a wall clock may be stepped.
package struct WallTime: Hashable, Comparable, Codable, Sendable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }
    package init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }

    package static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }
    package static func + (a: Self, b: Duration) -> Self { .init(milliseconds: a.milliseconds + b.milliseconds) }
    package static func - (a: Self, b: Duration) -> Self { .init(milliseconds: a.milliseconds - b.milliseconds) }
    package static func - (a: Self, b: Self) -> Duration { .milliseconds(a.milliseconds - b.milliseconds) }
}

/// A moment on the machine's monotonic clock: nanoseconds since an origin that lasts for one run of the daemon.
package struct MonotonicTime: Hashable, Comparable, Sendable {
    package var nanoseconds: UInt64

    package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }
    package static func < (a: Self, b: Self) -> Bool { a.nanoseconds < b.nanoseconds }
    package static func + (a: Self, b: Duration) -> Self {
        .init(nanoseconds: UInt64(Int64(a.nanoseconds) + b.nanoseconds))
    }
    package static func - (a: Self, b: Self) -> Duration { .nanoseconds(Int64(a.nanoseconds) - Int64(b.nanoseconds)) }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero.
    package var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
    /// Whole nanoseconds, rounded towards zero.
    package var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}

/// Both clocks, read by whoever needs the time; tests and rehearsals pass one that they move by hand.
package protocol ClockPort: Sendable {
    func wallTime() -> WallTime
    func monotonicTime() -> MonotonicTime
    /// Suspends until the monotonic clock reads `deadline`; throws `CancellationError` when the task is cancelled.
    func sleep(until deadline: MonotonicTime) async throws
}
