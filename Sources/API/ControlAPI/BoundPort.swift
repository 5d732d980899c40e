import Synchronization

/// The port that the kernel gave, once; everybody who asks before waits.
final class BoundPort: Sendable {
    private enum State {
        case waiting([CheckedContinuation<Int, any Error>])
        case settled(Result<Int, any Error>)
    }

    private let state = Mutex(State.waiting([]))

    /// Throws what ``settle(_:)`` was given when listening failed.
    var value: Int {
        get async throws {
            try await withCheckedThrowingContinuation { continuation in
                let settled: Result<Int, any Error>? = state.withLock { state in
                    switch state {
                    case .settled(let result): return result
                    case .waiting(let others):
                        state = .waiting(others + [continuation])
                        return nil
                    }
                }
                if let settled { continuation.resume(with: settled) }
            }
        }
    }

    /// The first call counts, later ones do nothing.
    func settle(_ result: Result<Int, any Error>) {
        let waiting: [CheckedContinuation<Int, any Error>] = state.withLock { state in
            guard case .waiting(let continuations) = state else { return [] }
            state = .settled(result)
            return continuations
        }
        for continuation in waiting { continuation.resume(with: result) }
    }
}
