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

    @Test func `the machine's monotonic clock goes forward over a sleep`() async throws {
        let clock = SystemClock()
        let start = clock.monotonicTime()
        let deadline = start + .milliseconds(20)
        try await clock.sleep(until: deadline)
        #expect(clock.monotonicTime() >= deadline)
        try await clock.sleep(until: start)
    }
}
