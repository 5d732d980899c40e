import BroadcastModel
import TestBench
import Testing

@Suite struct ManualClockTests {
    @Test func `sleepers wake in the order of their deadlines`() async throws {
        let clock = ManualClock()
        let start = clock.monotonicTime()
        let woken = try await withThrowingTaskGroup(of: Int.self) { group in
            for seconds in [3, 1, 2] {
                group.addTask {
                    try await clock.sleep(until: start + .seconds(seconds))
                    return seconds
                }
            }
            try await clock.waitForSleepers(3)
            await clock.advance(by: .seconds(5))
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(woken == [1, 2, 3])
        #expect(clock.monotonicTime() - start == .seconds(5))
    }

    @Test func `a sleeper whose time has not come sleeps on, and a cancelled one throws`() async throws {
        let clock = ManualClock()
        let sleeper = Task { try await clock.sleep(until: clock.monotonicTime() + .seconds(10)) }
        try await clock.waitForSleepers(1)
        await clock.advance(by: .seconds(9))
        #expect(clock.sleepers == 1)
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
        #expect(clock.sleepers == 0)
    }

    @Test func `both clocks move together, and the wall clock alone when it is stepped`() async {
        let clock = ManualClock(wall: WallTime(milliseconds: 1000))
        let start = clock.monotonicTime()
        await clock.advance(by: .milliseconds(250))
        clock.stepWall(by: .seconds(-1))
        #expect(clock.wallTime() == WallTime(milliseconds: 250))
        #expect(clock.monotonicTime() - start == .milliseconds(250))
    }
}
