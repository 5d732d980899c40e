import BroadcastModel
import Synchronization

/// Wakes one waiting loop. A raise that comes while nobody waits is remembered, and several count as one.
///
/// One loop waits; anybody raises. Waking without a raise is possible after a cancellation, so the loop looks again.
final class Signal: Sendable {
    private enum State {
        case idle
        case raised
        case waiting(CheckedContinuation<Void, Never>)
    }

    private let state = Mutex(State.idle)
    private let count = Atomic<UInt64>(0)

    /// How often it was raised.
    var raises: UInt64 { count.load(ordering: .acquiring) }

    func raise() {
        count.wrappingAdd(1, ordering: .acquiringAndReleasing)
        wake()
    }

    private func wake() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard case .waiting(let waiter) = state else {
                state = .raised
                return nil
            }
            state = .idle
            return waiter
        }
        waiter?.resume()
    }

    /// Returns after a raise, or when the task is cancelled.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isRaised = state.withLock { state -> Bool in
                    if case .raised = state {
                        state = .idle
                        return true
                    }
                    state = .waiting(continuation)
                    return false
                }
                if isRaised { continuation.resume() }
            }
        } onCancel: {
            wake()
        }
    }

    /// Returns after a raise, at `deadline`, or when the task is cancelled. Without a deadline, see ``wait()``.
    func wait(until deadline: MonotonicTime?, on clock: any ClockPort) async {
        guard let deadline else { return await wait() }
        guard deadline > clock.monotonicTime() else { return await Task.yield() }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait() }
            group.addTask { try? await clock.sleep(until: deadline) }
            await group.next()
            group.cancelAll()
        }
    }
}
