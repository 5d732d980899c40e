import BroadcastModel
import Synchronization

/// Both clocks of a rehearsal, moved by whoever runs it. Nobody sleeps on it to any purpose: time comes from outside.
final class RehearsalClock: ClockPort {
    private struct State {
        var wall: WallTime
        var monotonic = MonotonicTime(nanoseconds: 1_000_000_000)
    }

    private let state: Mutex<State>

    init(wall: WallTime) { state = Mutex(State(wall: wall)) }

    var boot: String { "one" }
    func wallTime() -> WallTime { state.withLock { $0.wall } }
    func monotonicTime() -> MonotonicTime { state.withLock { $0.monotonic } }

    /// Only limits of calls are slept for, and no call of a rehearsal lasts: it ends when the call does.
    func sleep(until deadline: MonotonicTime) async throws {
        while true { try await Task.sleep(for: .seconds(3600)) }
    }

    func advance(to moment: MonotonicTime) {
        state.withLock { state in
            guard moment > state.monotonic else { return }
            state.wall = state.wall + (moment - state.monotonic)
            state.monotonic = moment
        }
    }
}
