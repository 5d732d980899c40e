package import BroadcastModel

/// One reading for all who ask within a short time: a hundred accounts on one server make one request.
///
/// The first asker's `read` runs; whoever asks meanwhile waits for it, and whoever asks while the result is fresh gets it
/// at once, a failure like a success. A cancelled asker leaves at once; the reading is cancelled when its last asker has left.
package actor SharedReading<Key: Hashable & Sendable, Value: Sendable> {
    private struct Flight {
        var number: Int
        var task: Task<Void, Never>
        var waiters: [Int: CheckedContinuation<Value, any Error>] = [:]
    }

    private struct Result {
        var at: MonotonicTime
        var outcome: Swift.Result<Value, any Error>
    }

    private let freshFor: Duration
    private let clock: any ClockPort
    private var results: [Key: Result] = [:]
    private var flights: [Key: Flight] = [:]
    private var lastNumber = 0

    /// Results are kept one a key, so keys must be few: servers, not accounts.
    package init(freshFor: Duration, clock: any ClockPort) {
        self.freshFor = freshFor
        self.clock = clock
    }

    /// The value of `key`. Throws what `read` threw, or `CancellationError` when the asker's task is cancelled.
    /// `afresh` joins a reading under way, yet takes no earlier result.
    package func value(
        for key: Key, afresh: Bool = false, read: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try Task.checkCancellation()
        if !afresh, let result = results[key], clock.monotonicTime() - result.at < freshFor {
            return try result.outcome.get()
        }
        lastNumber += 1
        let waiter = lastNumber
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard !Task.isCancelled else { return continuation.resume(throwing: CancellationError()) }
                var flight = flights[key] ?? take(off: key, read)
                flight.waiters[waiter] = continuation
                flights[key] = flight
            }
        } onCancel: {
            Task { await self.leave(key, waiter) }
        }
    }

    private func take(off key: Key, _ read: @escaping @Sendable () async throws -> Value) -> Flight {
        lastNumber += 1
        let number = lastNumber
        // Owned by its waiters: the last one to leave cancels it, and its end is told to all.
        let task = Task {
            do {
                land(key, number, .success(try await read()))
            } catch {
                land(key, number, .failure(error))
            }
        }
        return Flight(number: number, task: task)
    }

    private func land(_ key: Key, _ number: Int, _ outcome: Swift.Result<Value, any Error>) {
        guard let flight = flights[key], flight.number == number else { return }
        flights[key] = nil
        results[key] = Result(at: clock.monotonicTime(), outcome: outcome)
        for waiter in flight.waiters.values { waiter.resume(with: outcome) }
    }

    private func leave(_ key: Key, _ waiter: Int) {
        guard let continuation = flights[key]?.waiters.removeValue(forKey: waiter) else { return }
        continuation.resume(throwing: CancellationError())
        if flights[key]?.waiters.isEmpty == true {
            flights.removeValue(forKey: key)?.task.cancel()
        }
    }
}
