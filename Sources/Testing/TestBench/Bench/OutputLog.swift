import Synchronization

/// What a child printed, line by line. Bounded: past `limit` lines the oldest go, and nobody is told.
package final class OutputLog: Sendable {
    enum Closed: Error { case closed }

    private struct Waiter {
        var isWanted: @Sendable (String) -> Bool
        var continuation: CheckedContinuation<String, any Error>
    }
    private struct State {
        var lines: [String] = []
        var waiters: [Int: Waiter] = [:]
        var nextWaiter = 0
        var isClosed = false
    }
    private let state = Mutex(State())
    private let limit: Int

    package init(limit: Int = 20_000) { self.limit = limit }

    /// All lines kept, oldest first.
    package var lines: [String] { state.withLock { $0.lines } }
    package var text: String { lines.joined(separator: "\n") }
    /// The last lines, for an error message.
    package func tail(_ count: Int = 15) -> String { lines.suffix(count).joined(separator: "\n") }

    func append(_ line: String) {
        let served = state.withLock { state in
            state.lines.append(line)
            if state.lines.count > limit + limit / 4 { state.lines.removeFirst(state.lines.count - limit) }
            let served = state.waiters.filter { $0.value.isWanted(line) }
            for number in served.keys { state.waiters.removeValue(forKey: number) }
            return served.values.map(\.continuation)
        }
        for continuation in served { continuation.resume(returning: line) }
    }

    func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [:] }
            return state.waiters.values.map(\.continuation)
        }
        for waiter in waiters { waiter.resume(throwing: Closed.closed) }
    }

    func waitForLine(
        within limit: Duration, _ what: String, _ isWanted: @escaping @Sendable (String) -> Bool
    ) async throws -> String {
        try await withTimeLimit(limit, what) {
            let number = self.state.withLock { state in
                state.nextWaiter += 1
                return state.nextWaiter
            }
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<String, any Error>) in
                    let answer: Result<String, any Error>? = self.state.withLock { state in
                        if let line = state.lines.first(where: isWanted) { return .success(line) }
                        if state.isClosed { return .failure(Closed.closed) }
                        if Task.isCancelled { return .failure(CancellationError()) }
                        state.waiters[number] = Waiter(isWanted: isWanted, continuation: continuation)
                        return nil
                    }
                    if let answer { continuation.resume(with: answer) }
                }
            } onCancel: {
                self.state.withLock { $0.waiters.removeValue(forKey: number) }?.continuation.resume(
                    throwing: CancellationError())
            }
        }
    }
}
