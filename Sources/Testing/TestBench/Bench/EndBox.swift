import Synchronization

/// Holds how a child ended, for those who ask and those who wait.
final class EndBox: Sendable {
    private struct State {
        var end: ChildEnd?
        var waiters: [Int: CheckedContinuation<ChildEnd?, Never>] = [:]
        var nextWaiter = 0
    }
    private let state = Mutex(State())

    var end: ChildEnd? { state.withLock { $0.end } }

    func set(_ end: ChildEnd) {
        let waiters = state.withLock { state in
            state.end = end
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume(returning: end) }
    }

    /// Runs `action` while the child cannot be replaced by another process of its number.
    func whileRunning(_ action: () -> Void) {
        state.withLock { if $0.end == nil { action() } }
    }

    func wait(within limit: Duration, label: String) async throws -> ChildEnd {
        try await withTimeLimit(limit, "\(label) to end") {
            let number = self.state.withLock { state in
                state.nextWaiter += 1
                return state.nextWaiter
            }
            let end = await withTaskCancellationHandler {
                await withCheckedContinuation { (waiter: CheckedContinuation<ChildEnd?, Never>) in
                    let now: ChildEnd?? = self.state.withLock { state in
                        if let end = state.end { return .some(end) }
                        if Task.isCancelled { return .some(nil) }
                        state.waiters[number] = waiter
                        return nil
                    }
                    if let now { waiter.resume(returning: now) }
                }
            } onCancel: {
                self.state.withLock { $0.waiters.removeValue(forKey: number) }?.resume(returning: nil)
            }
            guard let end else { throw CancellationError() }
            return end
        }
    }
}
