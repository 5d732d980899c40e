package import BroadcastModel
import Synchronization

/// Both clocks, moved by hand. Sleepers wake in the order of their deadlines, each while the clock reads its deadline.
package final class ManualClock: ClockPort {
    private struct Sleeper {
        var number: Int
        var deadline: MonotonicTime
        var continuation: CheckedContinuation<Void, any Error>
    }
    private struct Watcher {
        var number: Int
        var count: Int
        var continuation: CheckedContinuation<Void, any Error>
    }
    private struct State {
        var wall: WallTime
        var monotonic: MonotonicTime
        var sleepers: [Sleeper] = []
        var watchers: [Watcher] = []
        var next = 0
    }
    private let state: Mutex<State>

    package init(
        wall: WallTime = WallTime(milliseconds: 1_586_692_800_000),
        monotonic: MonotonicTime = MonotonicTime(nanoseconds: 1_000_000_000)
    ) {
        state = Mutex(State(wall: wall, monotonic: monotonic))
    }

    package var boot: String { "one" }
    package func wallTime() -> WallTime { state.withLock { $0.wall } }
    package func monotonicTime() -> MonotonicTime { state.withLock { $0.monotonic } }
    /// How many sleep now.
    package var sleepers: Int { state.withLock { $0.sleepers.count } }

    package func sleep(until deadline: MonotonicTime) async throws {
        let number = nextNumber()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let (answer, served): (Result<Void, any Error>?, [CheckedContinuation<Void, any Error>]) =
                    state.withLock { state in
                        if Task.isCancelled { return (.failure(CancellationError()), []) }
                        if deadline <= state.monotonic { return (.success(()), []) }
                        let place = state.sleepers.firstIndex { deadline < $0.deadline } ?? state.sleepers.count
                        state.sleepers.insert(
                            Sleeper(number: number, deadline: deadline, continuation: continuation), at: place)
                        let count = state.sleepers.count
                        let served = state.watchers.filter { $0.count <= count }
                        state.watchers.removeAll { $0.count <= count }
                        return (nil, served.map(\.continuation))
                    }
                if let answer { continuation.resume(with: answer) }
                for watcher in served { watcher.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                state.sleepers.firstIndex { $0.number == number }.map { state.sleepers.remove(at: $0) }
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Moves both clocks by `duration` (not negative), waking sleepers on the way.
    package func advance(by duration: Duration) async {
        let (target, wallTarget) = state.withLock { ($0.monotonic + duration, $0.wall + duration) }
        while let sleeper = dueSleeper(target) {
            sleeper.resume()
            // Whoever woke may act, and sleep again before `target`, ahead of the next.
            for _ in 0..<16 { await Task.yield() }
        }
        state.withLock { state in
            state.monotonic = max(state.monotonic, target)
            state.wall = wallTarget
        }
    }

    /// Steps the wall clock alone, as an operator or a time server does.
    package func stepWall(by duration: Duration) { state.withLock { $0.wall = $0.wall + duration } }

    /// Waits until at least `count` sleep: what acts on the clock has then done what it could.
    package func waitForSleepers(_ count: Int, within limit: Duration = .seconds(10)) async throws {
        try await withTimeLimit(limit, "\(count) sleepers on the manual clock") {
            let number = self.nextNumber()
            try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                    let answer: Result<Void, any Error>? = self.state.withLock { state in
                        if Task.isCancelled { return .failure(CancellationError()) }
                        if state.sleepers.count >= count { return .success(()) }
                        state.watchers.append(Watcher(number: number, count: count, continuation: continuation))
                        return nil
                    }
                    if let answer { continuation.resume(with: answer) }
                }
            } onCancel: {
                let watcher = self.state.withLock { state in
                    state.watchers.firstIndex { $0.number == number }.map { state.watchers.remove(at: $0) }
                }
                watcher?.continuation.resume(throwing: CancellationError())
            }
        }
    }

    private func nextNumber() -> Int {
        state.withLock { state in
            state.next += 1
            return state.next
        }
    }

    private func dueSleeper(_ target: MonotonicTime) -> CheckedContinuation<Void, any Error>? {
        state.withLock { state in
            guard let first = state.sleepers.first, first.deadline <= target else { return nil }
            state.sleepers.removeFirst()
            if first.deadline > state.monotonic {
                state.wall = state.wall + (first.deadline - state.monotonic)
                state.monotonic = first.deadline
            }
            return first.continuation
        }
    }
}
