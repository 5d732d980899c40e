import BroadcastModel
import Synchronization

/// Both clocks, moved by hand; whoever sleeps wakes when the clock passes its deadline.
final class HandClock: ClockPort {
    private struct State {
        var wall = WallTime(milliseconds: 1_586_692_800_000)
        var monotonic = MonotonicTime(nanoseconds: 5_000_000_000)
        var sleepers: [Int: (deadline: MonotonicTime, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var next = 0
        var boot = "one"
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var boot: String { state.withLock { $0.boot } }
    func wallTime() -> WallTime { state.withLock { $0.wall } }
    func monotonicTime() -> MonotonicTime { state.withLock { $0.monotonic } }

    /// The earliest moment that somebody waits for.
    var nextDeadline: MonotonicTime? { state.withLock { $0.sleepers.values.map(\.deadline).min() } }

    func sleep(until deadline: MonotonicTime) async throws {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let (answer, served): (Result<Void, any Error>?, [CheckedContinuation<Void, Never>]) = state.withLock {
                    state in
                    if Task.isCancelled { return (.failure(CancellationError()), []) }
                    if deadline <= state.monotonic { return (.success(()), []) }
                    state.sleepers[number] = (deadline, continuation)
                    let count = state.sleepers.count
                    let served = state.watchers.filter { $0.count <= count }
                    state.watchers.removeAll { $0.count <= count }
                    return (nil, served.map(\.continuation))
                }
                if let answer { continuation.resume(with: answer) }
                for watcher in served { watcher.resume() }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: number) }?.continuation.resume(
                throwing: CancellationError())
        }
    }

    /// Returns when at least `count` sleep: who acts on the clock has then done what it could.
    func sleepers(atLeast count: Int) async {
        await withCheckedContinuation { continuation in
            let isServed = state.withLock { state in
                if state.sleepers.count >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isServed { continuation.resume() }
        }
    }

    /// Moves to the next moment that somebody waits for.
    func advanceToNext() {
        guard let nextDeadline else { return }
        advance(by: max(.zero, nextDeadline - monotonicTime()))
    }

    func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.wall = state.wall + duration
            state.monotonic = state.monotonic + duration
            let due = state.sleepers.filter { $0.value.deadline <= state.monotonic }
            for number in due.keys { state.sleepers[number] = nil }
            return due.values.sorted { $0.deadline < $1.deadline }
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// The machine is started anew: its monotonic clock begins elsewhere, the wall clock goes on.
    func reboot() {
        state.withLock {
            $0.boot += "+"
            $0.monotonic = MonotonicTime(nanoseconds: 1_000_000_000)
        }
    }

    /// Steps the wall clock alone.
    func stepWall(by duration: Duration) { state.withLock { $0.wall = $0.wall + duration } }
}
