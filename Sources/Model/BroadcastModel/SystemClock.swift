#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The machine's own clocks. `CLOCK_MONOTONIC` does not jump when the wall clock is set.
package struct SystemClock: ClockPort {
    package init() {}

    package func wallTime() -> WallTime {
        let now = Self.read(CLOCK_REALTIME)
        return WallTime(milliseconds: Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000)
    }

    package func monotonicTime() -> MonotonicTime {
        let now = Self.read(CLOCK_MONOTONIC)
        return MonotonicTime(nanoseconds: UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec))
    }

    package func sleep(until deadline: MonotonicTime) async throws {
        try await Task.sleep(for: deadline - monotonicTime(), tolerance: .zero)
    }

    private static func read(_ clock: clockid_t) -> timespec {
        var now = timespec()
        clock_gettime(clock, &now)
        return now
    }
}
