import BroadcastModel
import Outbound
import Synchronization

/// The reply that one caller waits for; settled once, by the loop's thread or by the caller's cancellation.
final class ReplyPromise: Sendable {
    private enum State {
        case fresh
        case waiting(CheckedContinuation<OutboundReply, any Error>)
        case settled(Result<OutboundReply, any Error>)
        case taken
    }

    private let state = Mutex(State.fresh)

    var isSettled: Bool {
        state.withLock { state in
            switch state {
            case .fresh, .waiting: false
            case .settled, .taken: true
            }
        }
    }

    /// The first result counts, later ones are dropped.
    func settle(_ result: Result<OutboundReply, any Error>) {
        let waiter = state.withLock { state -> CheckedContinuation<OutboundReply, any Error>? in
            switch state {
            case .fresh:
                state = .settled(result)
                return nil
            case .waiting(let continuation):
                state = .taken
                return continuation
            case .settled, .taken:
                return nil
            }
        }
        waiter?.resume(with: result)
    }

    /// Waits for the result; called once.
    func value() async throws -> OutboundReply {
        try await withCheckedThrowingContinuation { continuation in
            let ready = state.withLock { state -> Result<OutboundReply, any Error>? in
                if case .settled(let result) = state {
                    state = .taken
                    return result
                }
                state = .waiting(continuation)
                return nil
            }
            if let ready { continuation.resume(with: ready) }
        }
    }
}
