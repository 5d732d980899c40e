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

/// A moment on the machine's monotonic clock: nanoseconds since an origin that lasts for one run of the machine
/// (``ClockPort/boot``).
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

/// A moment on the monotonic clock that another life of the daemon understands.
package struct BootTime: Hashable, Codable, Sendable {
    package var boot: String
    package var nanoseconds: UInt64

    package init(_ clock: any ClockPort) {
        boot = clock.boot
        nanoseconds = clock.monotonicTime().nanoseconds
    }

    package init(boot: String, nanoseconds: UInt64) {
        self.boot = boot
        self.nanoseconds = nanoseconds
    }

    /// How long ago it was at `now`; nil where the machine was started anew since.
    package func age(at now: BootTime) -> Duration? {
        guard boot == now.boot, now.nanoseconds >= nanoseconds else { return nil }
        return .nanoseconds(Int64(clamping: now.nanoseconds - nanoseconds))
    }
}

/// Both clocks, read by whoever needs the time; tests and rehearsals pass one that they move by hand.
package protocol ClockPort: Sendable {
    func wallTime() -> WallTime
    func monotonicTime() -> MonotonicTime
    /// Names the run of the machine: monotonic times of the same one can be compared, by another process too.
    var boot: String { get }
    /// Suspends until the monotonic clock reads `deadline`; throws `CancellationError` when the task is cancelled.
    func sleep(until deadline: MonotonicTime) async throws
}
