import AdapterKit
import BroadcastModel
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Shared readings` {
    final class HandClock: ClockPort {
        let now = Mutex(MonotonicTime(nanoseconds: 1))
        func advance(_ duration: Duration) { now.withLock { $0 = $0 + duration } }
        var boot: String { "one" }
        func wallTime() -> WallTime { WallTime(milliseconds: 0) }
        func monotonicTime() -> MonotonicTime { now.withLock { $0 } }
        func sleep(until deadline: MonotonicTime) async throws {}
    }

    final class Counter: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func next() -> Int {
            count.withLock {
                $0 += 1
                return $0
            }
        }
    }

    let clock = HandClock()
    let reads = Counter()

    @Test func `many askers at once make one reading, and later ones while it is fresh none`() async throws {
        let shared = SharedReading<String, Int>(freshFor: .seconds(1), clock: clock)
        let gate = AsyncStream<Void>.makeStream()
        let values = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<107 {
                group.addTask { [reads] in
                    try await shared.value(for: "a") {
                        for await _ in gate.stream {}
                        return reads.next()
                    }
                }
            }
            while reads.value == 0 {
                gate.continuation.finish()
                await Task.yield()
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(values == Array(repeating: 1, count: 107))
        clock.advance(.milliseconds(999))
        let next: @Sendable () async throws -> Int = { [reads] in reads.next() }
        #expect(try await shared.value(for: "a", read: next) == 1)
        #expect(try await shared.value(for: "b", read: next) == 2)
        clock.advance(.milliseconds(1))
        #expect(try await shared.value(for: "a", read: next) == 3)
        #expect(try await shared.value(for: "a", afresh: true, read: next) == 4)
    }

    @Test func `a failure is shared as well`() async throws {
        let shared = SharedReading<String, Int>(freshFor: .seconds(1), clock: clock)
        for _ in 0..<3 {
            await #expect(throws: Fault.self) {
                try await shared.value(for: "a") { [reads] in
                    _ = reads.next()
                    throw Fault(.platformError, "No.", blame: .platform)
                }
            }
        }
        #expect(reads.value == 1)
        clock.advance(.seconds(1))
        let later = try await shared.value(for: "a") { 7 }
        #expect(later == 7)
    }

    @Test func `one who leaves disturbs no other, and the last one ends the reading`() async throws {
        let shared = SharedReading<String, Int>(freshFor: .seconds(1), clock: clock)
        let gate = AsyncStream<Void>.makeStream()
        let ended = Mutex<Bool?>(nil)
        let read: @Sendable () async throws -> Int = { [reads] in
            _ = reads.next()
            for await _ in gate.stream {}
            ended.withLock { $0 = Task.isCancelled }
            return 5
        }
        let first = Task { try await shared.value(for: "a", read: read) }
        while reads.value == 0 { await Task.yield() }
        let second = Task { try await shared.value(for: "a", read: read) }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        #expect(ended.withLock { $0 } == nil)
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        while ended.withLock({ $0 }) == nil { await Task.yield() }
        #expect(ended.withLock { $0 } == true && reads.value == 1)
        let later = try await shared.value(for: "a") { 9 }
        #expect(later == 9)
    }
}
