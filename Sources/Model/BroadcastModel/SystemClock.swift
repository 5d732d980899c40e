#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The machine's own clocks. `CLOCK_MONOTONIC` does not jump when the wall clock is set.
package struct SystemClock: ClockPort {
    package init() {}

    package func wallTime() -> WallTime {
        let now = Self.now(CLOCK_REALTIME)
        return WallTime(milliseconds: Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000)
    }

    package func monotonicTime() -> MonotonicTime {
        let now = Self.now(CLOCK_MONOTONIC)
        return MonotonicTime(nanoseconds: UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec))
    }

    package var boot: String { Self.bootID }

    /// One for each start of the machine (proc_sys_kernel(5), `random/boot_id`); where it cannot be read, one for this process.
    private static let bootID: String = {
        var text = [UInt8](repeating: 0, count: 36)
        let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        guard descriptor >= 0, read(descriptor, &text, text.count) == text.count else {
            return "process \(getpid()) \(UInt64.random(in: 0 ... .max))"
        }
        return String(decoding: text, as: UTF8.self)
    }()

    package func sleep(until deadline: MonotonicTime) async throws {
        try await Task.sleep(for: deadline - monotonicTime(), tolerance: .zero)
    }

    private static func now(_ clock: clockid_t) -> timespec {
        var now = timespec()
        clock_gettime(clock, &now)
        return now
    }
}
