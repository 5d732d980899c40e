import BroadcastModel
import Testing

@Suite struct TimeTests {
    @Test func `wall time and durations add up`() {
        let moment = WallTime(milliseconds: 1_000)
        #expect(moment + .milliseconds(1_500) - moment == .milliseconds(1_500))
        #expect(moment - .seconds(2) == WallTime(milliseconds: -1_000))
        #expect(Duration.milliseconds(-1_500).milliseconds == -1_500)
        #expect(Duration.nanoseconds(1_999_999).milliseconds == 1)
    }

    @Test func `a monotonic distance may be negative`() {
        let a = MonotonicTime(nanoseconds: 5)
        let b = MonotonicTime(nanoseconds: 9)
        #expect(a - b == .nanoseconds(-4))
        #expect(a + .nanoseconds(4) == b)
    }

    @Test func `a moment on the monotonic clock has an age in its own run of the machine, and in no other`() {
        let moment = BootTime(boot: "a", nanoseconds: 5)
        #expect(moment.age(at: BootTime(boot: "a", nanoseconds: 9)) == .nanoseconds(4))
        #expect(moment.age(at: BootTime(boot: "b", nanoseconds: 9)) == nil)
        #expect(moment.age(at: BootTime(boot: "a", nanoseconds: 4)) == nil)
        #expect(
            BootTime(boot: "a", nanoseconds: 0).age(at: BootTime(boot: "a", nanoseconds: .max))
                == Duration.nanoseconds(Int64.max))
        let machine = SystemClock().boot
        #expect(machine.utf8.count == 36 && machine == SystemClock().boot, "as the kernel names it: \(machine)")
    }

    @Test func `the machine's monotonic clock goes forward over a sleep`() async throws {
        let clock = SystemClock()
        let start = clock.monotonicTime()
        let deadline = start + .milliseconds(20)
        try await clock.sleep(until: deadline)
        #expect(clock.monotonicTime() >= deadline)
        try await clock.sleep(until: start)
    }
}
