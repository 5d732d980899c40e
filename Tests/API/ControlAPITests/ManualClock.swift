import BroadcastModel
import Synchronization

/// A clock that a test moves by hand.
final class ManualClock: ClockPort {
    private struct Sleeper {
        var deadline: MonotonicTime
        var continuation: CheckedContinuation<Void, any Error>
    }
    private struct State {
        var now = MonotonicTime(nanoseconds: 1_000_000_000)
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
        var next = 0
    }

    private let state = Mutex(State())
    private let arrivals: AsyncStream<Void>
    private let arrival: AsyncStream<Void>.Continuation

    init() { (arrivals, arrival) = AsyncStream.makeStream(of: Void.self) }

    var boot: String { "one" }
    func wallTime() -> WallTime { Samples.now + (monotonicTime() - MonotonicTime(nanoseconds: 1_000_000_000)) }
    func monotonicTime() -> MonotonicTime { state.withLock { $0.now } }

    /// Waits until somebody sleeps.
    func sleeperArrived() async { for await _ in arrivals { return } }

    func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now = state.now + duration
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            for key in due.keys { state.sleepers[key] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    func sleep(until deadline: MonotonicTime) async throws {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLock { state in
                    if state.cancelled.remove(number) != nil { return true }
                    state.sleepers[number] = Sleeper(deadline: deadline, continuation: continuation)
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) } else { arrival.yield() }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: number)
                if sleeper == nil { state.cancelled.insert(number) }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
