/// What was waited for did not come in time.
package struct TimeLimitExceeded: Error, CustomStringConvertible {
    package var what: String
    package var limit: Duration

    package var description: String { "Waited \(limit) for \(what), in vain." }
}

/// Runs `body` and cancels it when `limit` is over; throws ``TimeLimitExceeded`` then. `body` must heed cancellation.
package func withTimeLimit<Result: Sendable>(
    _ limit: Duration, _ what: String, _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let result = first else {
            throw TimeLimitExceeded(what: what, limit: limit)
        }
        return result
    }
}

/// Asks `probe` every `interval` until it answers something; throws ``TimeLimitExceeded`` when `limit` is over. For peers that
/// tell nobody when they change. An error from `probe` ends the wait, except that it counts as "not yet" where `ignoringErrors`.
package func eventually<Result>(
    _ what: String, within limit: Duration, every interval: Duration = .milliseconds(100), ignoringErrors: Bool = false,
    isolation: isolated (any Actor)? = #isolation, _ probe: () async throws -> Result?
) async throws -> Result {
    let deadline = ContinuousClock.now + limit
    while true {
        do {
            if let result = try await probe() { return result }
        } catch  where ignoringErrors && !(error is CancellationError) {
            // Not yet: the next round asks again, and the deadline below ends it.
        }
        guard ContinuousClock.now < deadline else { throw TimeLimitExceeded(what: what, limit: limit) }
        try await Task.sleep(for: interval)
    }
}
