import ControlRoom
import Synchronization

/// Where one event stream picks up what to write next. Holds one board: a client that reads slowly misses the ones between,
/// never the newest.
final class NewestBoard: Sendable {
    private struct State {
        var board: Board?
        var wantsBeat = false
    }

    private let state = Mutex(State())
    private let wake: AsyncStream<Void>.Continuation
    /// One element whenever there may be something to ``take()``; ends with ``end()``.
    let wakes: AsyncStream<Void>

    init() {
        (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    func put(_ board: Board) {
        state.withLock { $0.board = board }
        wake.yield()
    }

    func beat() {
        state.withLock { $0.wantsBeat = true }
        wake.yield()
    }

    func end() { wake.finish() }

    func take() -> (board: Board?, wantsBeat: Bool) {
        state.withLock { state in
            defer { state = State() }
            return (state.board, state.wantsBeat)
        }
    }
}
